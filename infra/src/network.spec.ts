import { beforeAll, describe, expect, it } from 'vitest';
import { interfaceEndpoints } from './endpoints.ts';
import type { Recorded } from './mocks.ts';
import { profileNames, profiles } from './profiles.ts';
import { domain, ground, type Ground } from './spec-ground.ts';

const anywhere = '0.0.0.0/0';

/** What a subnet's route table leads to: `tasks-0` → destinations and their way. */
function routesOf(made: Ground, subnet: string) {
  const association = made.one('ec2/routeTableAssociation:RouteTableAssociation', subnet).inputs;
  expect(association['subnetId']).toBe(`${subnet}-id`);
  return made
    .all('ec2/route:Route')
    .filter(({ inputs }) => inputs['routeTableId'] === association['routeTableId'])
    .map(({ inputs }) => [inputs['destinationCidrBlock'], inputs['gatewayId'] ?? inputs['natGatewayId']]);
}

/** Rules as `group → target port(s)`, both directions by themselves. */
function rules(made: Ground, kind: 'Ingress' | 'Egress') {
  const type = `vpc/securityGroup${kind}Rule:SecurityGroup${kind}Rule`;
  return made
    .all(type)
    .map(({ inputs: rule }) => {
      const other = rule['referencedSecurityGroupId'] ?? rule['prefixListId'] ?? rule['cidrIpv4'];
      const ends = kind === 'Ingress' ? [other, rule['securityGroupId']] : [rule['securityGroupId'], other];
      return `${ends.join(' → ')} ${rule['ipProtocol']} ${rule['fromPort']}-${rule['toPort']}`.replaceAll(
        '-id',
        '',
      );
    })
    .toSorted();
}

describe.each(profileNames)('the network of %s', (profile) => {
  const { egress } = profiles[profile];
  let made: Ground;
  beforeAll(async () => {
    made = await ground({ profile });
  });
  const subnets = (kind: string) =>
    made.all('ec2/subnet:Subnet').filter(({ name }) => new RegExp(`^${kind}-\\d$`).test(name));

  it('has a subnet for balancer, tasks and database in each of two zones that CloudFront reaches', () => {
    for (const kind of ['balancer', 'tasks', 'database'])
      expect(subnets(kind).map(({ inputs }) => inputs['availabilityZone'])).toEqual([
        'us-east-1b',
        'us-east-1c',
      ]);
    expect(made.all('ec2/subnet:Subnet')).toHaveLength(egress === 'nat' ? 7 : 6);
  });

  it('has subnets that do not overlap and stay where they are', () => {
    const ranges = made.all('ec2/subnet:Subnet').map(({ inputs }) => range(inputs['cidrBlock'] as string));
    const [from, to] = range('10.20.0.0/16');
    for (const [index, [start, end]] of ranges.entries()) {
      expect(start).toBeGreaterThanOrEqual(from);
      expect(end).toBeLessThanOrEqual(to);
      for (const [otherStart, otherEnd] of ranges.slice(index + 1))
        expect(end < otherStart || otherEnd < start).toBe(true);
    }
    for (const { options } of made.all('ec2/subnet:Subnet'))
      expect(options.ignoreChanges).toEqual(['availabilityZone']);
  });

  it('gives no public address by itself', () => {
    for (const { inputs } of made.all('ec2/subnet:Subnet')) expect(inputs['mapPublicIpOnLaunch']).toBe(false);
  });

  it('lets neither database nor balancer out, and tasks as the profile says', () => {
    for (const zone of [0, 1]) {
      expect(routesOf(made, `database-${zone}`)).toEqual([]);
      expect(routesOf(made, `balancer-${zone}`)).toEqual([]);
      expect(routesOf(made, `tasks-${zone}`)).toEqual(
        { public: [[anywhere, 'internet-id']], nat: [[anywhere, 'nat-id']], endpoints: [] }[egress],
      );
    }
    expect(made.all('ec2/natGateway:NatGateway')).toHaveLength(egress === 'nat' ? 1 : 0);
    expect(made.all('ec2/eip:Eip')).toHaveLength(egress === 'nat' ? 1 : 0);
    if (egress === 'nat') expect(routesOf(made, 'nat-0')).toEqual([[anywhere, 'internet-id']]);
  });

  it('leaves the default security group and route table empty', () => {
    expect(made.one('ec2/defaultSecurityGroup:DefaultSecurityGroup', 'closed').inputs).toMatchObject({
      ingress: [],
      egress: [],
    });
    expect(made.one('ec2/defaultRouteTable:DefaultRouteTable', 'closed').inputs).toMatchObject({
      routes: [],
    });
  });

  it('writes down every flow', () => {
    expect(made.one('ec2/flowLog:FlowLog', 'flows').inputs).toMatchObject({
      vpcId: 'vpc-id',
      trafficType: 'ALL',
      logDestinationType: 's3',
      logDestination: 'arn:aws:s3:::matinee-logs-mock/network',
    });
  });

  it('reaches S3 without leaving AWS, and only our buckets and image layers', () => {
    const { inputs } = made.one('ec2/vpcEndpoint:VpcEndpoint', 's3');
    expect(inputs).toMatchObject({
      serviceName: 'com.amazonaws.us-east-1.s3',
      vpcEndpointType: 'Gateway',
      routeTableIds: ['tasks-id'],
    });
    expect(JSON.parse(inputs['policy'] as string).Statement).toMatchObject([
      {
        Resource: ['arn:aws:s3:::matinee-originals-*', 'arn:aws:s3:::matinee-media-*'],
        Condition: { StringEquals: { 'aws:ResourceAccount': '123456789012' } },
      },
      { Action: 's3:GetObject', Resource: 'arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*' },
    ]);
  });

  it('has an interface endpoint for each service that is called, only where there is no internet', () => {
    const interfaces = made
      .all('ec2/vpcEndpoint:VpcEndpoint')
      .filter(({ inputs }) => inputs['vpcEndpointType'] === 'Interface');
    expect(interfaces.map(({ inputs }) => inputs['serviceName'])).toEqual(
      egress === 'endpoints'
        ? interfaceEndpoints.map(({ service }) => `com.amazonaws.us-east-1.${service}`).toSorted()
        : [],
    );
    for (const { inputs } of interfaces) {
      expect(inputs).toMatchObject({
        subnetIds: ['tasks-0-id', 'tasks-1-id'],
        securityGroupIds: ['endpoints-id'],
        privateDnsEnabled: true,
      });
      const policy = inputs['policy'] as string | undefined;
      const row = interfaceEndpoints.find(({ service }) =>
        `${inputs['serviceName']}`.endsWith(`.${service}`),
      )!;
      expect(policy?.includes('"aws:PrincipalAccount":"123456789012"') ?? false).toBe(row.accountOnly);
    }
  });

  it('has these ways between groups, and no others', () => {
    const between = [
      'balancer → services tcp 4000-4005',
      'services → balancer tcp 8000-8000',
      'services → database tcp 3307-3307',
      'workers → balancer tcp 8000-8000',
      ...(egress === 'endpoints'
        ? ['services → endpoints tcp 443-443', 'workers → endpoints tcp 443-443']
        : []),
    ];
    const out =
      egress === 'endpoints'
        ? ['services → pl-s3 tcp 443-443', 'workers → pl-s3 tcp 443-443']
        : [`services → ${anywhere} tcp 443-443`, `workers → ${anywhere} tcp 443-443`];
    expect(rules(made, 'Ingress')).toEqual([...between, 'pl-cloudfront → balancer tcp 80-80'].toSorted());
    expect(rules(made, 'Egress')).toEqual([...between, ...out].toSorted());
  });

  it('says of every group and rule what it is for', () => {
    const described: Recorded[] = [
      'ec2/securityGroup:SecurityGroup',
      'vpc/securityGroupIngressRule:SecurityGroupIngressRule',
      'vpc/securityGroupEgressRule:SecurityGroupEgressRule',
    ].flatMap((type) => made.all(type));
    // The characters that EC2 allows in descriptions.
    for (const { inputs } of described)
      expect(inputs['description']).toMatch(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{4,255}$/);
    for (const { inputs } of made.all('ec2/securityGroup:SecurityGroup')) {
      expect(inputs).not.toHaveProperty('ingress');
      expect(inputs).not.toHaveProperty('egress');
    }
  });
});

describe('the network of a stack with a domain', () => {
  it('lets CloudFront in by HTTPS instead of HTTP', async () => {
    const made = await ground({ profile: 'ha', ...domain });
    const fromCloudFront = rules(made, 'Ingress').filter((rule) => rule.startsWith('pl-cloudfront'));
    expect(fromCloudFront).toEqual(['pl-cloudfront → balancer tcp 443-443']);
  });
});

/** First and last address of a CIDR block as numbers. */
function range(cidr: string): [number, number] {
  const [address = '', bits = ''] = cidr.split('/');
  const start = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [start, start + 2 ** (32 - Number(bits)) - 1];
}
