/**
 * Every action that workflows may use, by the commit of a release. A tag can be moved to other code; a commit cannot.
 * To update one, read what changed between the two commits, then change it here and in the workflows.
 */
export const actions: Readonly<Record<string, { commit: string; version: string }>> = {
  'actions/checkout': { commit: '11bd71901bbe5b1630ceea73d27597364c9af683', version: 'v4.2.2' },
  'actions/download-artifact': { commit: 'd3f86a106a0bac45b974a628896c90dbdf5c8093', version: 'v4.3.0' },
  'actions/setup-node': { commit: '49933ea5288caeca8642d1e84afbd3f7d6820020', version: 'v4.4.0' },
  'actions/upload-artifact': { commit: 'ea165f8d65b6e75b540449e92b4886f43607fa02', version: 'v4.6.2' },
  'anchore/scan-action': { commit: 'e1165082ffb1fe366ebaf02d8526e7c4989ea9d2', version: 'v7.4.0' },
  'aws-actions/configure-aws-credentials': {
    commit: 'b47578312673ae6fa5b5096b330d9fbac3d116df',
    version: 'v4.2.1',
  },
  'github/codeql-action/analyze': { commit: '9e907b5e64f6b83e7804b09294d44122997950d6', version: 'v4.32.3' },
  'github/codeql-action/init': { commit: '9e907b5e64f6b83e7804b09294d44122997950d6', version: 'v4.32.3' },
  'pulumi/actions': { commit: '8e5e406f4007fca908480587cb9893c07090f58d', version: 'v7.0.0' },
  'zizmorcore/zizmor-action': { commit: '6fc4b006235f201fdab3722e17240ab420d580e5', version: 'v0.6.1' },
};
