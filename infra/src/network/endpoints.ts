import { buckets } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { ports } from '../addresses.ts';
import { here, resourcePolicy, type ResourceStatement } from '../components/resource-policy.ts';
import { interfaceEndpoints } from '../endpoints.ts';
import type { Settings } from '../settings.ts';
import { allowCalls, emptyGroup } from './groups.ts';

type Place = {
  vpcId: pulumi.Input<string>;
  routeTable: aws.ec2.RouteTable;
  subnets: aws.ec2.Subnet[];
  /** Groups of whoever calls AWS. */
  callers: aws.ec2.SecurityGroup[];
};

/** Ways to AWS that do not leave its network: to S3 always, to everything else where there is no internet. */
export function createEndpoints({ profile }: Settings, { vpcId, routeTable, subnets, callers }: Place) {
  const nameOf = (service: string) => here().apply(({ region }) => `com.amazonaws.${region}.${service}`);
  const s3 = new aws.ec2.VpcEndpoint('s3', {
    vpcId,
    serviceName: nameOf('s3'),
    vpcEndpointType: 'Gateway',
    routeTableIds: [routeTable.id],
    policy: here().apply(({ account, region }) => resourcePolicy(bucketsInReach(account, region))),
    tags: { Name: 's3' },
  });
  if (profile.egress !== 'endpoints') return { s3 };

  const group = emptyGroup('endpoints', vpcId, 'Interface endpoints of AWS services');
  for (const [index, caller] of callers.entries()) {
    const name = ['services', 'workers'][index]!;
    allowCalls(`${name}-to-endpoints`, {
      from: caller,
      to: group,
      port: { from: ports.https, to: ports.https },
      what: 'APIs of AWS, inside the VPC',
    });
    new aws.vpc.SecurityGroupEgressRule(`${name}-to-s3`, {
      securityGroupId: caller.id,
      prefixListId: s3.prefixListId,
      ipProtocol: 'tcp',
      fromPort: ports.https,
      toPort: ports.https,
      description: 'S3, through its gateway endpoint',
    });
  }
  for (const { service, accountOnly } of interfaceEndpoints)
    new aws.ec2.VpcEndpoint(service.replace('.', '-'), {
      vpcId,
      serviceName: nameOf(service),
      vpcEndpointType: 'Interface',
      subnetIds: subnets.map(({ id }) => id),
      securityGroupIds: [group.id],
      privateDnsEnabled: true,
      ...(accountOnly && { policy: here().apply(({ account }) => resourcePolicy([oursAlone(account)])) }),
      tags: { Name: service },
    });
  return { s3, group };
}

/** Whoever takes over a task can send nothing to a stranger's account from here. */
const oursAlone = (account: string): ResourceStatement => ({
  Sid: 'OursAlone',
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
});

/** Our two buckets, and the one that ECR keeps layers in (ECR User Guide, "minimum Amazon S3 bucket permissions"). */
const bucketsInReach = (account: string, region: string): ResourceStatement[] => [
  {
    Sid: 'OurBuckets',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource: Object.values(buckets).flatMap((name) => [`arn:aws:s3:::${name}-*`]),
    Condition: { StringEquals: { 'aws:ResourceAccount': account } },
  },
  {
    Sid: 'ImageLayers',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
  },
];
