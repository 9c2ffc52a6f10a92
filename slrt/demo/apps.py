from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "slrt.demo"
    label = "demo"
