/** Account and region that specs play in. */
export const mockAccount = '123456789012';
export const mockRegion = 'us-east-1';

type Properties = Record<string, unknown>;

/** How AWS names a resource of a type; `name` is the physical name. */
const arns: Record<string, (name: string) => string> = {
  'aws:s3/bucket:Bucket': (name) => `arn:aws:s3:::${name}`,
  'aws:cloudfront/distribution:Distribution': (name) =>
    `arn:aws:cloudfront::${mockAccount}:distribution/${name}`,
  'aws:iam/role:Role': (name) => `arn:aws:iam::${mockAccount}:role/${name}`,
  ...Object.fromEntries(
    Object.entries({
      'aws:sqs/queue:Queue': 'sqs:{}',
      'aws:sns/topic:Topic': 'sns:{}',
      'aws:kms/key:Key': 'kms:key/{}',
      'aws:secretsmanager/secret:Secret': 'secretsmanager:secret:{}-a1B2c3',
      'aws:rds/instance:Instance': 'rds:db:{}',
      'aws:cognito/userPool:UserPool': 'cognito-idp:userpool/{}',
      'aws:ecr/repository:Repository': 'ecr:repository/{}',
      'aws:ecs/cluster:Cluster': 'ecs:cluster/{}',
      'aws:ecs/service:Service': 'ecs:service/matinee/{}',
      'aws:ecs/taskDefinition:TaskDefinition': 'ecs:task-definition/{}:1',
      'aws:cloudwatch/logGroup:LogGroup': 'logs:log-group:{}',
      'aws:sesv2/emailIdentity:EmailIdentity': 'ses:identity/{}',
      'aws:lb/loadBalancer:LoadBalancer': 'elasticloadbalancing:loadbalancer/app/{}/0123456789abcdef',
      'aws:lb/targetGroup:TargetGroup': 'elasticloadbalancing:targetgroup/{}/0123456789abcdef',
      'aws:acm/certificate:Certificate': 'acm:certificate/{}',
      'aws:wafv2/webAcl:WebAcl': 'wafv2:global/webacl/{}/0123',
    }).map(([type, shape]) => [type, (name: string) => regional(shape, name)]),
  ),
};
const regional = (shape: string, name: string) => {
  const [service, ...rest] = shape.split(':');
  return `arn:aws:${service}:${mockRegion}:${mockAccount}:${rest.join(':').replace('{}', name)}`;
};

/** Id and outputs of a new resource: its inputs, its arn, and what else the program reads of its type. */
export function stateOf(type: string, name: string, inputs: Properties): { id: string; state: Properties } {
  const physical = physicalName(name, inputs);
  const arn = (arns[type] ?? ((physicalName) => `arn:aws:mock:::${physicalName}`))(physical);
  const state = { ...inputs, arn, ...outputsOf(type, physical) };
  return { id: idOf(type, name, physical), state };
}

const physicalName = (name: string, inputs: Properties): string => {
  const { bucketPrefix, bucket, identifier, emailIdentity, family } = inputs;
  if (typeof bucketPrefix === 'string') return `${bucketPrefix}mock`;
  for (const given of [inputs['name'], identifier, emailIdentity, family, bucket])
    if (typeof given === 'string') return given;
  return name;
};

function idOf(type: string, name: string, physical: string): string {
  if (type === 'aws:sqs/queue:Queue')
    return `https://sqs.${mockRegion}.amazonaws.com/${mockAccount}/${physical}`;
  if (type === 'aws:s3/bucket:Bucket') return physical;
  if (type === 'aws:cognito/userPool:UserPool') return `${mockRegion}_Mock00001`;
  return `${name}-id`;
}

function outputsOf(type: string, physical: string): Properties {
  switch (type) {
    case 'aws:s3/bucket:Bucket':
      return {
        bucket: physical,
        bucketRegionalDomainName: `${physical}.s3.${mockRegion}.amazonaws.com`,
      };
    case 'aws:kms/key:Key':
      return { keyId: physical };
    case 'aws:ecr/repository:Repository':
      return { repositoryUrl: `${mockAccount}.dkr.ecr.${mockRegion}.amazonaws.com/${physical}` };
    case 'aws:rds/instance:Instance':
      return {
        address: `${physical}.mock.${mockRegion}.rds.amazonaws.com`,
        masterUserSecrets: [{ secretArn: regional('secretsmanager:secret:{}', 'rds!db-mock-a1B2c3') }],
      };
    case 'aws:sesv2/emailIdentity:EmailIdentity':
      return { dkimSigningAttributes: { tokens: ['one', 'two', 'three'] } };
    case 'aws:ec2/vpcEndpoint:VpcEndpoint':
      return { prefixListId: 'pl-s3' };
    case 'aws:lb/loadBalancer:LoadBalancer':
      return {
        dnsName: `internal-${physical}.${mockRegion}.elb.amazonaws.com`,
        arnSuffix: `app/${physical}/0123456789abcdef`,
      };
    case 'aws:lb/targetGroup:TargetGroup':
      return { arnSuffix: `targetgroup/${physical}/0123456789abcdef` };
    case 'aws:acm/certificate:Certificate':
      return {
        domainValidationOptions: [
          {
            resourceRecordName: '_proof.video.example.com.',
            resourceRecordType: 'CNAME',
            resourceRecordValue: '_value.acm-validations.aws.',
          },
        ],
      };
    case 'aws:cloudfront/distribution:Distribution':
      return { domainName: 'd111111abcdef8.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' };
    default:
      return {};
  }
}

/** Which zone a letter means differs by account; in this one the first is the zone that VPC origins do not reach. */
const zoneIds = { a: 'use1-az3', b: 'use1-az1', c: 'use1-az2', d: 'use1-az4' };
const zonesWithout = (excluded: string[]) =>
  Object.entries(zoneIds)
    .filter(([, id]) => !excluded.includes(id))
    .map(([letter]) => `${mockRegion}${letter}`);

/** What AWS answers to a question that the program asks before it makes anything. */
export function answerOf(token: string, inputs: Properties): Properties {
  if (token.endsWith(':getCallerIdentity')) return { accountId: mockAccount };
  if (token.endsWith(':getRegion')) return { name: mockRegion, region: mockRegion, id: mockRegion };
  if (token.endsWith(':getAvailabilityZones'))
    return { names: zonesWithout((inputs['excludeZoneIds'] ?? []) as string[]) };
  if (token.endsWith(':getManagedPrefixList') || token.endsWith(':getPrefixList'))
    return { id: 'pl-cloudfront' };
  return {};
}
