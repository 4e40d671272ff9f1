/** What has an image of its own. Server and worker of transcode-service share one; `database` holds the one-off tasks. */
export const deployables = ['auth', 'catalog', 'upload', 'transcode', 'web', 'database'] as const;
export type Deployable = (typeof deployables)[number];
