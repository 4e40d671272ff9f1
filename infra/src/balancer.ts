import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { ports } from './addresses.ts';
import { logPrefixes, type Logs } from './logs.ts';
import type { Network } from './network.ts';
import { internalRoutes, publicRoutes, refusal, type Route } from './routes.ts';
import { webFacing, type WebFacing } from './services/part.ts';
import type { Settings } from './settings.ts';

type TargetGroups = Record<WebFacing, aws.lb.TargetGroup>;

/**
 * The load balancer. It has private addresses only: CloudFront comes in through a VPC origin, so nobody can go around it.
 * Its certificate is the domain's; without a domain there is none that CloudFront would accept, and the way from CloudFront
 * to here is plain HTTP inside of AWS's network. None while asleep.
 */
export function createBalancer(
  settings: Settings,
  network: Network,
  logs: Logs,
  certificateArn?: pulumi.Input<string>,
) {
  if (settings.asleep) return undefined;
  const log = { bucket: logs.bucket.bucket.id, prefix: logPrefixes.balancer, enabled: true };
  const balancer = new aws.lb.LoadBalancer(
    'matinee',
    {
      name: 'matinee',
      internal: true,
      loadBalancerType: 'application',
      subnets: network.privateSubnetIds,
      securityGroups: [network.groups.balancer.id],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: 'defensive',
      preserveHostHeader: true,
      xffHeaderProcessingMode: 'append',
      // Services keep idle connections longer (service-kit, keepAliveTimeout), or some requests would fail with 502.
      idleTimeout: 60,
      // lean goes to sleep, which takes the balancer away; it holds nothing.
      enableDeletionProtection: !settings.allowDestroy && settings.profileName !== 'lean',
      accessLogs: log,
      connectionLogs: log,
    },
    { dependsOn: logs.policy },
  );
  const targetGroups = Object.fromEntries(
    webFacing.map((name) => [name, createTargetGroup(name, network.vpc.id)]),
  ) as TargetGroups;

  const listener = new aws.lb.Listener('public', {
    loadBalancerArn: balancer.arn,
    ...(certificateArn
      ? {
          port: ports.publicHttps,
          protocol: 'HTTPS',
          sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
          certificateArn,
        }
      : { port: ports.publicHttp, protocol: 'HTTP' }),
    defaultActions: [forward(targetGroups.web)],
  });
  const internalListener = new aws.lb.Listener('internal', {
    loadBalancerArn: balancer.arn,
    // Between tasks; the security group lets CloudFront not in.
    port: ports.internal,
    protocol: 'HTTP',
    defaultActions: [refusal('not_found', 404)],
  });
  const rules = [
    ...createRules('public', listener, publicRoutes, targetGroups),
    ...createRules('internal', internalListener, internalRoutes, targetGroups),
  ];
  return {
    balancer,
    listener,
    internalListener,
    targetGroups,
    /** To be waited for by services: ECS refuses a target group that no balancer uses. */
    ready: [listener, ...rules],
    origin: createOrigin(balancer, certificateArn !== undefined, [listener, network.gateway]),
    internalOrigin: pulumi.interpolate`http://${balancer.dnsName}:${ports.internal}`,
  };
}
export type Balancer = NonNullable<ReturnType<typeof createBalancer>>;

const forward = (group: aws.lb.TargetGroup) => ({ type: 'forward', targetGroupArn: group.arn });

const createTargetGroup = (name: WebFacing, vpcId: pulumi.Input<string>) =>
  new aws.lb.TargetGroup(`matinee-${name}`, {
    vpcId,
    targetType: 'ip',
    protocol: 'HTTP',
    // Only a default: ECS registers each task with its own port.
    port: ports.containers.from,
    loadBalancingAlgorithmType: 'least_outstanding_requests',
    deregistrationDelay: 30,
    healthCheck: {
      // Next.js has no readiness of its own; a static file proves that it answers.
      path: name === 'web' ? '/robots.txt' : '/readyz',
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: '200',
    },
  });

/** Rules in the order of the routes; gaps of ten leave room for a rule by hand in an emergency. */
const createRules = (name: string, listener: aws.lb.Listener, routes: Route[], groups: TargetGroups) =>
  routes.map(
    ({ paths, target }, index) =>
      new aws.lb.ListenerRule(`${name}-${paths[0]!.slice(1).replaceAll('/', '-')}`, {
        listenerArn: listener.arn,
        priority: (index + 1) * 10,
        conditions: [{ pathPattern: { values: paths } }],
        actions: [target === 'nobody' ? refusal('not_found', 404) : forward(groups[target])],
      }),
  );

/**
 * CloudFront refuses every change of an origin that a distribution uses ("CannotUpdateEntityWhileInUse"). So each protocol
 * has an origin of its own: with a domain the new one is made, the distribution moves over, and the old one goes.
 */
function createOrigin(balancer: aws.lb.LoadBalancer, secure: boolean, dependsOn: pulumi.Resource[]) {
  const name = secure ? 'matinee-https' : 'matinee-http';
  return new aws.cloudfront.VpcOrigin(
    name,
    {
      vpcOriginEndpointConfig: {
        name,
        arn: balancer.arn,
        httpPort: ports.publicHttp,
        httpsPort: ports.publicHttps,
        originProtocolPolicy: secure ? 'https-only' : 'http-only',
        originSslProtocols: { items: ['TLSv1.2'], quantity: 1 },
      },
    },
    { dependsOn },
  );
}
