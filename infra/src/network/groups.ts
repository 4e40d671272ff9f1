import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { ports } from '../addresses.ts';
import type { Settings } from '../settings.ts';

type Group = aws.ec2.SecurityGroup;
type Range = { from: number; to: number };
const only = (port: number): Range => ({ from: port, to: port });

/** Both halves of "these may call those on this port". */
export function allowCalls(
  name: string,
  { from, to, port, what }: { from: Group; to: Group; port: Range; what: string },
) {
  const range = { ipProtocol: 'tcp', fromPort: port.from, toPort: port.to, description: what };
  new aws.vpc.SecurityGroupEgressRule(`${name}-out`, {
    securityGroupId: from.id,
    referencedSecurityGroupId: to.id,
    ...range,
  });
  new aws.vpc.SecurityGroupIngressRule(`${name}-in`, {
    securityGroupId: to.id,
    referencedSecurityGroupId: from.id,
    ...range,
  });
}

/** A group without rules: rules are resources of their own, because groups name each other. */
export const emptyGroup = (name: string, vpcId: pulumi.Input<string>, description: string): Group =>
  new aws.ec2.SecurityGroup(name, { name: `matinee-${name}`, vpcId, description, tags: { Name: name } });

/** Who may talk to whom. Workers, which open hostile files, reach neither the database nor the services. */
export function createGroups({ domain, profile }: Settings, vpcId: pulumi.Input<string>) {
  const balancer = emptyGroup('balancer', vpcId, 'Internal load balancer, reached by CloudFront and tasks');
  const services = emptyGroup('services', vpcId, 'Tasks of the services, and one-off tasks on the database');
  const workers = emptyGroup('workers', vpcId, 'Tasks that transcode');
  const database = emptyGroup('database', vpcId, 'MySQL');

  const publicPort = domain ? ports.publicHttps : ports.publicHttp;
  // The list counts as 55 of the 60 rules a group may have: room for one port of it and the rules between tasks.
  new aws.vpc.SecurityGroupIngressRule('balancer-from-cloudfront', {
    securityGroupId: balancer.id,
    prefixListId: aws.ec2.getManagedPrefixListOutput({
      name: 'com.amazonaws.global.cloudfront.origin-facing',
    }).id,
    ipProtocol: 'tcp',
    fromPort: publicPort,
    toPort: publicPort,
    description: 'CloudFront, through its VPC origin',
  });
  allowCalls('balancer-to-services', {
    from: balancer,
    to: services,
    port: ports.containers,
    what: 'Requests to containers',
  });
  allowCalls('services-to-balancer', {
    from: services,
    to: balancer,
    port: only(ports.internal),
    what: 'Calls between services',
  });
  allowCalls('workers-to-balancer', {
    from: workers,
    to: balancer,
    port: only(ports.internal),
    what: 'Workers to the transcode server',
  });
  allowCalls('services-to-database', {
    from: services,
    to: database,
    port: only(ports.database),
    what: 'MySQL with TLS',
  });
  // AWS's addresses are many and move: where there is a way out, HTTPS to anywhere is the narrowest there is.
  if (profile.egress !== 'endpoints')
    for (const [name, group] of Object.entries({ services, workers }))
      new aws.vpc.SecurityGroupEgressRule(`${name}-to-aws`, {
        securityGroupId: group.id,
        cidrIpv4: '0.0.0.0/0',
        ipProtocol: 'tcp',
        fromPort: ports.https,
        toPort: ports.https,
        description: 'APIs of AWS',
      });
  return { balancer, services, workers, database };
}
