#!/usr/bin/env bash
# docker/build.sh <deployable> <folder>: builds an image and leaves in the folder
#   <deployable>.tar           OCI archive of index, image, bill of materials and provenance
#   <deployable>.digest.json   {"<deployable>": "sha256:…"}, the digest of the archive's index
#   <deployable>.cdx.json      the npm packages inside, for a scanner
# and loads it as matinee-<deployable>:built. Fails when the image is larger than docker/README.md says.
set -euo pipefail
cd "$(dirname "$0")/.."
deployable=$1 out=$2
platform=${PLATFORM:-linux/arm64}
case $deployable in
transcode | web) dockerfile=$deployable ;;
*) dockerfile=service ;;
esac
case $deployable in
transcode) most=550 ;;
*) most=250 ;;
esac
base() { jq --raw-output ".$1" docker/bases.json; }

mkdir -p "$out"
docker buildx inspect matinee > /dev/null 2>&1 ||
  docker buildx create --name matinee --driver docker-container --driver-opt "image=$(base BUILDKIT)"
build() {
  docker buildx build --builder matinee --platform "$platform" --file "docker/$dockerfile.Dockerfile" \
    --build-arg "DEPLOYABLE=$deployable" --build-arg "BASE=$(base BASE)" --build-arg "NODE=$(base NODE)" \
    --build-arg "VERSION=$(jq --raw-output .version package.json)" \
    --build-arg "REVISION=${GITHUB_SHA:-$(git rev-parse HEAD)}" \
    --build-arg "SOURCE=${GITHUB_SERVER_URL:-}/${GITHUB_REPOSITORY:-}" "$@" .
}
# The same commit gives the same layers.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

build --provenance mode=max --attest "type=sbom,generator=$(base SBOM)" --metadata-file "$out/$deployable.metadata.json" \
  --output "type=oci,dest=$out/$deployable.tar,rewrite-timestamp=true"
jq "{\"$deployable\": .\"containerimage.digest\"}" "$out/$deployable.metadata.json" > "$out/$deployable.digest.json"

build --provenance false --load --tag "matinee-$deployable:built"
docker run --rm --entrypoint cat "matinee-$deployable:built" /app/sbom.cdx.json > "$out/$deployable.cdx.json"
size=$(($(docker image inspect --format '{{.Size}}' "matinee-$deployable:built") / 1000000))
echo "matinee-$deployable: $size MB, $(jq --raw-output '.[]' "$out/$deployable.digest.json")"
if ((size > most)); then
  echo "matinee-$deployable may have $most MB at most." >&2
  exit 1
fi
