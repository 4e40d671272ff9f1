#!/usr/bin/env bash
# tools/deploy/release-stack.sh outputs <stack>                              prints the stack's outputs as JSON
# tools/deploy/release-stack.sh up <stack> <release.json> next|previous      brings images into service
# tools/deploy/release-stack.sh drift <stack>                                fails when AWS is not what the stack says
# Needs the Pulumi CLI, PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE and AWS credentials.
set -euo pipefail
command=$1 stack=$2
release=${3:+$(realpath "$3")}
which=${4:-}
cd "$(dirname "$0")/../../infra"

pulumi login --non-interactive > /dev/null
pulumi stack select "$stack"
# Settings that are not checked in are those of the last deployment.
[ -f "Pulumi.$stack.yaml" ] || pulumi config refresh --force > /dev/null

case $command in
outputs) pulumi stack output --json ;;
up)
  images=$(jq --compact-output ".$which" "$release")
  if [ "$images" = null ]; then
    echo 'There are no images to go back to: this was the first release.' >&2
    exit 1
  fi
  pulumi config set matinee:images "$images"
  pulumi up --yes --skip-preview --non-interactive
  ;;
drift) pulumi preview --refresh --diff --expect-no-changes --non-interactive ;;
esac
