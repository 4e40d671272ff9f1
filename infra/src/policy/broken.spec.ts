import { beforeAll, describe, expect, it } from 'vitest';
import type { Recorded } from '../mocks.ts';
import { recordStack, variants } from '../testing.ts';
import { add, change, remove, replace, type Damage } from './damage.ts';
import { stackOf } from './rule.ts';
import { rules } from './rules.ts';

const anybody = JSON.stringify({
  Statement: [
    { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  ],
});
const db = 'rds/instance database';
const media = 's3/bucket media';
const task = 'ecs/taskDefinition matinee-catalog';
const lb = 'lb/loadBalancer matinee';
const cdn = 'cloudfront/distribution matinee';
const rolePolicy = (statement: Record<string, unknown>) =>
  add('aws:iam/rolePolicy:RolePolicy', {
    policy: JSON.stringify({ Statement: [{ Sid: 'X', Effect: 'Allow', ...statement }] }),
  });
const trustOf = (statement: Record<string, unknown>) =>
  add('aws:iam/role:Role', {
    assumeRolePolicy: JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }],
    }),
  });
const github = (sub: string) =>
  trustOf({
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/x' },
    Condition: { StringEquals: { 'x:aud': 'sts.amazonaws.com', 'x:sub': sub } },
  });

const damages: Record<string, Damage[]> = {
  '1-public-access': [
    change('s3/bucketPublicAccessBlock media-no-public-access', { blockPublicPolicy: false }, media),
    remove('s3/bucketPublicAccessBlock originals-no-public-access', 's3/bucket originals'),
  ],
  '2-tls': [replace('s3/bucketPolicy media-policy', 'policy', 'aws:SecureTransport', 'aws:Else', media)],
  '2-principal': [change('s3/bucketPolicy media-policy', { policy: anybody }, media)],
  '3-encrypted': [remove('s3/bucketServerSideEncryptionConfiguration media-encryption', media)],
  '3-kms': [add('aws:s3/bucket:Bucket', {})],
  '4-versions': [remove('s3/bucketVersioning originals-versions', 's3/bucket originals')],
  '5-access-log': [remove('s3/bucketLogging media-access-log', media)],
  '6-lifecycle': [change('s3/bucketLifecycleConfiguration media-lifecycle', { rules: [] }, media)],
  '7-notification': [remove('s3/bucketNotification originals-created', 's3/bucket originals')],
  '8-ownership': [
    change('s3/bucketOwnershipControls media-no-acls', { rule: { objectOwnership: 'ObjectWriter' } }, media),
  ],
  '9-replication': [add('aws:s3/bucket:Bucket', {})],
  '10-queue-encrypted': [change('sqs/queue matinee-transcode-fast', { sqsManagedSseEnabled: false })],
  '11-queue-policy': [
    change(
      'sqs/queuePolicy matinee-transcode-fast-policy',
      { policy: anybody },
      'sqs/queue matinee-transcode-fast',
    ),
    remove('sqs/queuePolicy matinee-transcode-bulk-policy', 'sqs/queue matinee-transcode-bulk'),
  ],
  '12-dead-letters': [change('sqs/queue matinee-transcode-fast', { redrivePolicy: undefined })],
  '13-topic-encrypted': [change('sns/topic alarms', { kmsMasterKeyId: undefined })],
  '13-topic-tls': [remove('sns/topicPolicy alarms', 'sns/topic alarms')],
  '14-topic-principal': [
    change('sns/topicPolicy matinee-uploads-policy', { policy: anybody }, 'sns/topic matinee-uploads'),
    replace(
      'sns/topicPolicy matinee-uploads-policy',
      'policy',
      /,"Condition":\{"ArnEquals.*?\}\}/,
      '',
      'sns/topic matinee-uploads',
    ),
  ],
  '15-encrypted': [change(db, { storageEncrypted: false })],
  '16-private': [change(db, { publiclyAccessible: true })],
  '17-two-zones': [change(db, { multiAz: false })],
  '18-backups': [change(db, { backupRetentionPeriod: 1 })],
  '19-deletion': [change(db, { deletionProtection: false })],
  '20-logs': [change(db, { enabledCloudwatchLogsExports: ['error'] })],
  '21-monitoring': [change(db, { monitoringInterval: 0 })],
  '21-insights': [add('aws:rds/instance:Instance', {})],
  '22-upgrades': [change(db, { autoMinorVersionUpgrade: false }), change(db, { copyTagsToSnapshot: false })],
  '23-iam': [add('aws:rds/instance:Instance', {})],
  '24-tls': [change('rds/parameterGroup database', { parameters: [] }, db)],
  '24-defaults': [change(db, { port: 3306 }), change(db, { username: 'admin' })],
  '25-private-tasks': [
    change('ecs/service matinee-catalog', { networkConfiguration: { assignPublicIp: true } }),
    replace(
      'scheduler/schedule rotate-database-users',
      'target',
      '"assignPublicIp":false',
      '"assignPublicIp":true',
    ),
  ],
  '26-read-only': [
    replace(task, 'containerDefinitions', '"readonlyRootFilesystem":true', '"readonlyRootFilesystem":false'),
  ],
  '27-privileges': [
    replace(task, 'containerDefinitions', '"user":"10001:10001"', '"user":"0"'),
    replace(task, 'containerDefinitions', '"user":"10001:10001",', ''),
    replace(task, 'containerDefinitions', '"privileged":false', '"privileged":true'),
    change(task, { pidMode: 'host' }),
  ],
  '28-secrets': [
    replace(
      task,
      'containerDefinitions',
      '"environment":[',
      '"environment":[{"name":"WORKER_TOKEN","value":"x"},',
    ),
    replace(
      task,
      'containerDefinitions',
      '"environment":[',
      '"environment":[{"name":"PEM","value":"BEGIN PRIVATE KEY"},',
    ),
  ],
  '29-insights': [
    change('ecs/cluster matinee', { settings: [{ name: 'containerInsights', value: 'disabled' }] }),
  ],
  '30-two-roles': [
    change(task, { taskRoleArn: undefined }),
    change(task, { taskRoleArn: 'one', executionRoleArn: 'one' }),
  ],
  '31-platform': [change('ecs/service matinee-catalog', { platformVersion: '1.3.0' })],
  '32-logs': [replace(task, 'containerDefinitions', '"logConfiguration"', '"elsewhere"')],
  '33-sessions': [change('ecs/cluster matinee', { configuration: undefined })],
  '34-https': [change('lb/listener public', { protocol: 'HTTP' })],
  '34-tls-policy': [change('lb/listener public', { sslPolicy: 'ELBSecurityPolicy-2016-08' })],
  '35-balancer-log': [change(lb, { accessLogs: undefined })],
  '36-strict': [
    change(lb, { dropInvalidHeaderFields: false }),
    change(lb, { desyncMitigationMode: 'monitor' }),
  ],
  '37-deletion': [change(lb, { enableDeletionProtection: false })],
  '38-firewall': [change(lb, { internal: false })],
  '39-health': [change('lb/targetGroup matinee-catalog', { healthCheck: undefined })],
  '39-zones': [change(lb, { subnets: ['one'] })],
  '40-viewers': [replace(cdn, 'defaultCacheBehavior', 'redirect-to-https', 'allow-all')],
  '40-origin': [
    replace('cloudfront/vpcOrigin matinee-https', 'vpcOriginEndpointConfig', 'https-only', 'http-only'),
  ],
  '41-certificate': [change(cdn, { viewerCertificate: { cloudfrontDefaultCertificate: true } })],
  '42-log': [remove('cloudwatch/logDeliverySource delivery', cdn)],
  '43-firewall': [change(cdn, { webAclId: undefined })],
  '43-bad-inputs': [replace('wafv2/webAcl matinee', 'rules', /KnownBadInputs/g, 'Other')],
  '44-access-control': [replace(cdn, 'origins', '"originAccessControlId"', '"forgotten"')],
  '45-headers': [
    replace(cdn, 'defaultCacheBehavior', '"responseHeadersPolicyId"', '"forgotten"'),
    replace(
      'cloudfront/responseHeadersPolicy security',
      'securityHeadersConfig',
      'strictTransportSecurity',
      'else',
    ),
  ],
  '46-root': [add('aws:cloudfront/distribution:Distribution', {})],
  '46-failover': [add('aws:cloudfront/distribution:Distribution', {})],
  '46-countries': [
    add('aws:cloudfront/distribution:Distribution', {
      restrictions: { geoRestriction: { restrictionType: 'none' } },
    }),
  ],
  '47-key': [change('secretsmanager/secret matinee-worker-token', { kmsKeyId: undefined })],
  '47-rotation': [
    change(
      'scheduler/schedule rotate-database-users',
      { scheduleExpression: 'rate(120 days)' },
      'secretsmanager/secret matinee-database-catalog',
    ),
  ],
  '48-tags': [change('ecr/repository web', { imageTagMutability: 'MUTABLE' })],
  '48-scan': [change('ecr/repository web', { imageScanningConfiguration: { scanOnPush: false } })],
  '48-key': [change('ecr/repository web', { encryptionConfigurations: [{ encryptionType: 'AES256' }] })],
  '48-lifecycle': [remove('ecr/lifecyclePolicy web', 'ecr/repository web')],
  '49-retention': [change('cloudwatch/logGroup matinee-web', { retentionInDays: 7 })],
  '49-key': [change('cloudwatch/logGroup matinee-web', { kmsKeyId: undefined })],
  '50-description': [
    change('ec2/securityGroup workers', { description: undefined }),
    change('vpc/securityGroupIngressRule balancer-from-cloudfront', { description: '' }),
  ],
  '50-ingress': [
    change('vpc/securityGroupIngressRule balancer-from-cloudfront', {
      cidrIpv4: '0.0.0.0/0',
      fromPort: 22,
      toPort: 22,
    }),
    change('vpc/securityGroupIngressRule balancer-from-cloudfront', {
      cidrIpv6: '::/0',
      fromPort: 0,
      toPort: 65535,
    }),
  ],
  '50-egress': [add('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule', { cidrIpv4: '0.0.0.0/0' })],
  '51-flow-logs': [remove('ec2/flowLog flows', 'ec2/vpc vpc')],
  '51-default-group': [change('ec2/defaultSecurityGroup closed', { ingress: [{}] }, 'ec2/vpc vpc')],
  '51-public-addresses': [change('ec2/subnet balancer-0', { mapPublicIpOnLaunch: true })],
  '51-registry-endpoint': [remove('ec2/vpcEndpoint ecr-dkr', 'ec2/vpc vpc')],
  '52-actions': [
    rolePolicy({ Action: 's3:*', Resource: 'arn:aws:s3:::one' }),
    rolePolicy({ Action: ['*'], Resource: 'arn:aws:s3:::one' }),
    rolePolicy({ NotAction: 'iam:*', Resource: 'arn:aws:s3:::one' }),
  ],
  '52-resources': [
    rolePolicy({ Action: 's3:GetObject', Resource: '*' }),
    rolePolicy({ Action: 's3:GetObject', Resource: ['arn:aws:s3:::*'] }),
  ],
  '52-managed': [
    add('aws:iam/rolePolicyAttachment:RolePolicyAttachment', {
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    add('aws:iam/accessKey:AccessKey', {}),
  ],
  '52-trust': [trustOf({ Principal: '*' }), trustOf({ Principal: { Service: 'ecs-tasks.amazonaws.com' } })],
  '53-github': [
    github('repo:someone/matinee:*'),
    github('repo:someone/matinee:ref:refs/heads/main'),
    trustOf({ Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'x' }, Condition: {} }),
  ],
  '54-rotation': [change('kms/key key', { enableKeyRotation: false })],
  '54-principal': [change('kms/key key', { policy: anybody }), change('kms/key key', { policy: undefined })],
  '55-firewall-rules': [change('wafv2/webAcl matinee', { rules: [] })],
  '55-firewall-log': [remove('wafv2/webAclLoggingConfiguration matinee', 'wafv2/webAcl matinee')],
  '56-guests': [add('aws:cognito/identityPool:IdentityPool', { allowUnauthenticatedIdentities: true })],
  '56-length': [change('cognito/userPool people', { passwordPolicy: { minimumLength: 8 } })],
  '56-classes': [add('aws:cognito/userPool:UserPool', {})],
  '56-second-factor': [add('aws:cognito/userPool:UserPool', {})],
  '56-threats': [add('aws:cognito/userPool:UserPool', {})],
};

let resources: readonly Recorded[];
beforeAll(async () => ({ resources } = await recordStack(variants['ha']!)));

describe('every rule can fail', () => {
  it('and has something broken here', () => {
    expect(Object.keys(damages).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  const cases = rules.flatMap((rule) =>
    (damages[rule.id] ?? []).map((damage, index) => ({ rule, damage, what: `${rule.id}, ${index + 1}` })),
  );
  it.each(cases)('$what: $rule.title', ({ rule, damage }) => {
    const reported = (list: readonly Recorded[]) => rule.check(stackOf(list)).map(({ resource }) => resource);
    const copy = structuredClone(resources) as Recorded[];
    const expected = damage(copy);
    expect(reported(resources)).not.toContain(expected);
    expect(reported(copy)).toContain(expected);
  });
});
