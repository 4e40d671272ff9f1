import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { cidrs, vpcCidr } from './addresses.ts';
import { logPrefixes, type Logs } from './logs.ts';
import { createEndpoints } from './network/endpoints.ts';
import { createGroups } from './network/groups.ts';
import type { Settings } from './settings.ts';

/** Zones that CloudFront's VPC origins do not reach (CloudFront Developer Guide, "Restrict access with VPC origins"). */
const zonesWithoutOrigins = ['use1-az3', 'usw1-az2', 'apne1-az3', 'cac1-az3'];

/**
 * The VPC, written out: per zone a subnet for the balancer and one for the database, both without a way out, and one
 * for tasks, whose way out is the profile's. Nothing here has an open port; the only way in is CloudFront's.
 */
export function createNetwork(settings: Settings, logs: Logs) {
  const { egress, zones: count } = settings.profile;
  const vpc = new aws.ec2.Vpc('vpc', {
    cidrBlock: vpcCidr,
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: 'matinee' },
  });
  const vpcId = vpc.id;
  // AWS cannot make a VPC without these two: empty, so that what forgets to name its own gets nothing.
  new aws.ec2.DefaultSecurityGroup('closed', { vpcId, ingress: [], egress: [], tags: { Name: 'closed' } });
  new aws.ec2.DefaultRouteTable('closed', {
    defaultRouteTableId: vpc.defaultRouteTableId,
    routes: [],
    tags: { Name: 'closed' },
  });
  new aws.ec2.FlowLog(
    'flows',
    {
      vpcId,
      trafficType: 'ALL',
      logDestinationType: 's3',
      logDestination: logs.bucket.arn.apply((arn) => `${arn}/${logPrefixes.network}`),
      maxAggregationInterval: 600,
    },
    { dependsOn: logs.policy },
  );

  const available = aws.getAvailabilityZonesOutput({
    state: 'available',
    filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    excludeZoneIds: zonesWithoutOrigins,
  }).names;
  const indices = Array.from({ length: count }, (_, index) => index);
  const zones = indices.map((index) => available.apply((names) => names[index]!));
  const subnet = (name: string, cidrBlock: string, index: number) =>
    new aws.ec2.Subnet(
      name,
      {
        vpcId,
        cidrBlock,
        availabilityZone: zones[index]!,
        // Nothing gets a public address by itself; tasks of the lean profile ask for one.
        mapPublicIpOnLaunch: false,
        tags: { Name: name },
      },
      // A zone that AWS opens later moves the list; subnets stay where they are.
      { ignoreChanges: ['availabilityZone'] },
    );
  const subnets = (kind: 'balancer' | 'tasks' | 'database') =>
    indices.map((index) => subnet(`${kind}-${index}`, cidrs[kind](index), index));
  const balancer = subnets('balancer');
  const tasks = subnets('tasks');
  const database = subnets('database');

  const table = (name: string) => new aws.ec2.RouteTable(name, { vpcId, tags: { Name: name } });
  const join = (name: string, { id }: aws.ec2.RouteTable, members: aws.ec2.Subnet[]) => {
    for (const [index, member] of members.entries())
      new aws.ec2.RouteTableAssociation(`${name}-${index}`, { routeTableId: id, subnetId: member.id });
  };
  const isolated = table('isolated');
  join('balancer', isolated, balancer);
  join('database', isolated, database);
  const ways = table('tasks');
  join('tasks', ways, tasks);

  // In every profile: CloudFront's VPC origins want one attached, although no byte of theirs passes through it.
  const gateway = new aws.ec2.InternetGateway('internet', { vpcId, tags: { Name: 'matinee' } });
  const toInternet = (
    name: string,
    routeTable: aws.ec2.RouteTable,
    by: { gatewayId?: pulumi.Input<string>; natGatewayId?: pulumi.Input<string> },
  ) => new aws.ec2.Route(name, { routeTableId: routeTable.id, destinationCidrBlock: '0.0.0.0/0', ...by });
  if (egress === 'public') toInternet('tasks-out', ways, { gatewayId: gateway.id });
  if (egress === 'nat') {
    const natSubnet = subnet('nat-0', cidrs.nat, 0);
    const natTable = table('nat');
    join('nat', natTable, [natSubnet]);
    toInternet('nat-out', natTable, { gatewayId: gateway.id });
    const address = new aws.ec2.Eip(
      'nat',
      { domain: 'vpc', tags: { Name: 'matinee' } },
      { dependsOn: gateway },
    );
    const nat = new aws.ec2.NatGateway('nat', {
      subnetId: natSubnet.id,
      allocationId: address.id,
      tags: { Name: 'matinee' },
    });
    toInternet('tasks-out', ways, { natGatewayId: nat.id });
  }

  const groups = createGroups(settings, vpcId);
  const endpoints = createEndpoints(settings, {
    vpcId,
    routeTable: ways,
    subnets: tasks,
    callers: [groups.services, groups.workers],
  });
  const ids = (members: aws.ec2.Subnet[]) => members.map(({ id }) => id);
  return {
    vpc,
    /** To be waited for by the VPC origin. */
    gateway,
    zones,
    /** Of the internal balancer: no way out. */
    privateSubnetIds: ids(balancer),
    taskSubnetIds: ids(tasks),
    databaseSubnetIds: ids(database),
    /** Whether tasks must ask for a public address to reach AWS at all. */
    assignPublicIp: egress === 'public',
    groups,
    endpoints,
  };
}
export type Network = ReturnType<typeof createNetwork>;
