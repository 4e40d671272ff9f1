#!/usr/bin/env bash
# Writes the digests that the tags of docker/bases.json name today, and the Dockerfiles' defaults with them.
set -euo pipefail
cd "$(dirname "$0")"
for name in $(jq --raw-output 'keys[]' bases.json); do
  was=$(jq --raw-output ".$name" bases.json)
  tag=${was%@*}
  now=$tag@$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$tag")
  sed -i "s|$was\$|$now|; s|\"$was\"|\"$now\"|" bases.json ./*.Dockerfile
  echo "$name: $now"
done
