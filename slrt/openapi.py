"""How the API introduces itself at /api/v1/schema/; read by settings."""

SPECTACULAR_SETTINGS = {
    "TITLE": "SLRT–Puskesos",
    "DESCRIPTION": "Keluhan, kebutuhan dan rujukan keluarga miskin, dari kelurahan sampai keluarga mengonfirmasi.",
    "VERSION": "1.0.0",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "StatusKeluhan": "puskesos.workflow.StatusKeluhan",
        "StatusKebutuhan": "puskesos.workflow.StatusKebutuhan",
        "StatusRujukan": "rujukan.workflow.StatusRujukan",
        "StatusBerkas": "puskesos.models.Kelengkapan.Status",
        "StatusKepesertaan": "puskesos.models.Kepesertaan.Status",
        "KanalKeluhan": "puskesos.models.Keluhan.Kanal",
        "KanalUmpanBalik": "puskesos.models.UmpanBalik.Kanal",
        "JenisPelaporan": "puskesos.models.Keluhan.JenisPelaporan",
        "CaraVerifikasi": "puskesos.models.Warga.CaraVerifikasi",
        "KataKeluarga": "puskesos.models.Kebutuhan.KataKeluarga",
        "Prioritas": "puskesos.models.katalog.Prioritas",
        "PersetujuanInputCaraEnum": "puskesos.models.PersetujuanData.Cara",
        "PemberiEnum": "puskesos.models.PersetujuanData.Pemberi",
        "CaraPencabutan": "puskesos.models.PencabutanPersetujuan.Cara",
    },
}
