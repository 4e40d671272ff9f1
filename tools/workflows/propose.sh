#!/usr/bin/env bash
# tools/workflows/propose.sh <branch> <title> <path>: a pull request with what changed below a path; nothing when
# nothing did. Needs GH_TOKEN with contents and pull-requests write.
set -euo pipefail
cd "$(dirname "$0")/../.."
branch=$1 title=$2 path=$3
if git diff --quiet -- "$path"; then
  echo 'Nothing changed.'
  exit 0
fi
git switch --force-create "$branch"
git -c user.name=github-actions -c user.email=41898282+github-actions[bot]@users.noreply.github.com \
  commit --message "$title" -- "$path"
git -c "http.extraheader=AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GH_TOKEN" | base64 --wrap=0)" \
  push --force origin "HEAD:refs/heads/$branch"
gh pr view "$branch" --json state --jq .state 2> /dev/null | grep --quiet OPEN ||
  gh pr create --head "$branch" --title "$title" --body 'The digests that the tags name today. CI builds and scans them.'
