#!/bin/bash
# One dated copy of database and files; keeps 14. The keys in .env are not in it: keep them elsewhere, or it is unreadable.
set -eu
umask 077

to="${BACKUP_DIR:-/cadangan}"
name="$to/slrt-$(date +%Y%m%d-%H%M%S)"
trap 'rm -f "$name".*.part' EXIT

# Without comments: those on the extensions belong to the superuser, and the owner could not restore them.
pg_dump --format=custom --no-comments --file "$name.dump.part"
tar --create --gzip --file "$name.berkas.tgz.part" --directory "${FILES_DIR:-/data}" .
mv "$name.berkas.tgz.part" "$name.berkas.tgz"
mv "$name.dump.part" "$name.dump"

find "$to" -maxdepth 1 -name 'slrt-*.dump' | sort -r | tail -n +15 | while read -r old; do
    rm -f "$old" "${old%.dump}.berkas.tgz"
done
