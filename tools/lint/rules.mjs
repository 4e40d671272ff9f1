// The architecture as lint rules (docs/architecture.md): who may import whom, who may touch an SDK or the environment.

/** Options of @nx/enforce-module-boundaries. Tags live in each project's package.json. */
export const boundaries = {
  enforceBuildableLibDependency: false,
  allowCircularSelfDependency: true,
  depConstraints: [
    {
      sourceTag: 'type:service',
      onlyDependOnLibsWithTags: ['type:contracts', 'type:pure', 'type:lib', 'type:testing'],
    },
    { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:contracts', 'type:lib', 'type:local-cloud'] },
    {
      sourceTag: 'type:e2e',
      onlyDependOnLibsWithTags: ['type:contracts', 'type:testing', 'type:local-cloud'],
    },
    { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:contracts'] },
    { sourceTag: 'type:pure', onlyDependOnLibsWithTags: ['type:contracts', 'type:pure'] },
    { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:contracts', 'type:lib', 'type:testing'] },
    {
      sourceTag: 'type:local-cloud',
      onlyDependOnLibsWithTags: ['type:contracts', 'type:lib', 'type:testing'],
    },
    {
      sourceTag: 'type:testing',
      onlyDependOnLibsWithTags: ['type:contracts', 'type:lib', 'type:local-cloud'],
    },
    { sourceTag: 'type:infra', onlyDependOnLibsWithTags: ['type:contracts', 'type:pure'] },
    { sourceTag: 'scope:web', onlyDependOnLibsWithTags: ['type:contracts'] },
    ...['auth', 'catalog', 'upload', 'transcode', 'database', 'e2e'].map((scope) => ({
      sourceTag: `scope:${scope}`,
      onlyDependOnLibsWithTags: [`scope:${scope}`, 'scope:shared', 'scope:local'],
    })),
  ],
};

const ban = (group, message) => ({ group, message });
const S3 = ban(
  ['@aws-sdk/client-s3', '@aws-sdk/s3-*', '@aws-sdk/cloudfront-*'],
  'Only libs/storage knows S3.',
);
const QUEUES = ban(['@aws-sdk/client-sqs', '@aws-sdk/client-sns'], 'Only libs/messaging knows SQS and SNS.');
const COGNITO = ban(['@aws-sdk/client-cognito-*'], 'Only auth-service knows the Cognito user API.');
const ECS = ban(['@aws-sdk/client-ecs'], 'Only the fleet of transcode-service knows ECS.');
const SECRETS = ban(['@aws-sdk/client-secrets-manager'], 'Only service-kit and database-tasks read secrets.');
const PRISMA = { regex: '^#db$|generated/prisma|^@prisma/client', message: 'Only repositories know Prisma.' };
const NODE = ban(
  ['node:*', '@aws-sdk/*', 'fastify'],
  'libs/contracts, libs/media and libs/scaling are pure: no I/O.',
);

const rule = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

/** Later entries replace earlier ones for the files they name. */
export const restrictedImports = [
  rule(['**/*.{ts,tsx}'], S3, QUEUES, COGNITO, ECS, SECRETS, PRISMA),
  rule(['libs/{contracts,media,scaling}/src/**/*.ts'], S3, QUEUES, COGNITO, ECS, SECRETS, PRISMA, NODE),
  rule(['libs/storage/**/*.ts'], QUEUES, COGNITO, ECS, SECRETS, PRISMA),
  rule(['libs/messaging/**/*.ts'], S3, COGNITO, ECS, SECRETS, PRISMA),
  rule(['apps/auth-service/**/*.ts'], S3, QUEUES, ECS, SECRETS, PRISMA),
  rule(['apps/transcode-service/src/fleet/*.ts'], S3, QUEUES, COGNITO, SECRETS, PRISMA),
  rule(['libs/service-kit/src/**/*.ts', 'apps/database-tasks/src/**/*.ts'], S3, QUEUES, COGNITO, ECS, PRISMA),
  rule(
    ['apps/*/src/**/*repository.ts', 'apps/*/src/**/*repository.spec.ts', 'apps/*/src/database.ts'],
    S3,
    QUEUES,
    COGNITO,
    ECS,
    SECRETS,
  ),
  {
    files: ['**/*.spec.ts', 'libs/testing/**', 'libs/local-cloud/**', 'tools/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
];

/** Configuration is read once, in config files; everything else gets it as an argument. */
export const environmentAccess = {
  files: ['{apps,libs,infra}/**/*.{ts,tsx}'],
  ignores: ['**/config.ts', '**/*.config.ts', '**/*.spec.ts', '**/proxy.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: 'Read the environment in a config.ts only.' },
    ],
  },
};
