#!/usr/bin/env bash
# tools/deploy/release-push.sh <folder> <release.json>: pushes <folder>/<deployable>.tar, unchanged, to where the release
# wants it, unless it is there. Needs skopeo, jq and AWS credentials.
set -euo pipefail
folder=$1 release=$2
region=${AWS_REGION:-us-east-1}
registry=$(jq --raw-output '.next.web | split("/")[0]' "$release")
aws ecr get-login-password --region "$region" | skopeo login --username AWS --password-stdin "$registry"
for deployable in $(jq --raw-output '.next | keys[]' "$release"); do
  image=$(jq --raw-output ".next.$deployable" "$release")
  repository=${image%@*} digest=${image#*@}
  name=${repository#*/}
  if aws ecr describe-images --region "$region" --repository-name "$name" --image-ids "imageDigest=$digest" > /dev/null 2>&1; then
    echo "$name has $digest"
    continue
  fi
  # Tags never move in our repositories: a digest is its own tag.
  skopeo copy --all --preserve-digests "oci-archive:$folder/$deployable.tar" "docker://$repository:${digest#sha256:}"
  pushed=$(skopeo inspect --raw "docker://$repository:${digest#sha256:}" | sha256sum | cut -d' ' -f1)
  [ "sha256:$pushed" = "$digest" ] || { echo "$name was pushed as sha256:$pushed, not as $digest." >&2 && exit 1; }
done
