import { every, type Rule } from './rule.ts';

const balancer = 'aws:lb/loadBalancer:LoadBalancer';
const listener = 'aws:lb/listener:Listener';

export const balancerRules: Rule[] = [
  {
    id: '34-https',
    alsoKnownAs: 'CKV_AWS_2, CKV_AWS_378, CKV2_AWS_20, ELB.1, ELB.18',
    title: 'balancers speak HTTPS, or send to it',
    check: every<{ protocol: string; defaultActions: { type: string }[] }>(
      listener,
      ({ protocol, defaultActions }) =>
        protocol !== 'HTTPS' &&
        !defaultActions.some(({ type }) => type === 'redirect') &&
        'speaks plain HTTP',
    ),
  },
  {
    id: '34-tls-policy',
    alsoKnownAs: 'CKV_AWS_103, CKV2_AWS_74, ELB.17',
    title: 'balancers know TLS 1.2 and newer only',
    check: every<{ protocol: string; sslPolicy?: string }>(
      listener,
      ({ protocol, sslPolicy }) =>
        protocol === 'HTTPS' && !/TLS13-1-[23]/.test(sslPolicy ?? '') && 'knows old TLS',
    ),
  },
  {
    id: '35-balancer-log',
    alsoKnownAs: 'CKV_AWS_91, ELB2, ELB.5',
    title: 'balancers log accesses',
    check: every<{ accessLogs?: { enabled?: boolean } }>(
      balancer,
      ({ accessLogs }) => !accessLogs?.enabled && 'has no access log',
    ),
  },
  {
    id: '36-strict',
    alsoKnownAs: 'CKV_AWS_131, CKV_AWS_328, ELB.4, ELB.12',
    title: 'balancers drop malformed requests',
    check: every<{ dropInvalidHeaderFields?: boolean; desyncMitigationMode?: string }>(
      balancer,
      ({ dropInvalidHeaderFields, desyncMitigationMode }) =>
        (!dropInvalidHeaderFields && 'passes invalid headers on') ||
        (!['defensive', 'strictest'].includes(desyncMitigationMode ?? '') && 'passes ambiguous requests on'),
    ),
  },
  {
    id: '37-deletion',
    alsoKnownAs: 'CKV_AWS_150, ELB.6',
    title: 'balancers are protected from deletion',
    check: every<{ enableDeletionProtection?: boolean }>(
      balancer,
      ({ enableDeletionProtection }) => !enableDeletionProtection && 'may be deleted',
    ),
  },
  {
    id: '38-firewall',
    alsoKnownAs: 'CKV2_AWS_28',
    title: 'public balancers have a firewall',
    check: every<{ internal?: boolean }>(
      balancer,
      ({ internal }, stack, resource) =>
        !internal &&
        stack.partners('aws:wafv2/webAclAssociation:WebAclAssociation', 'resourceArn', resource).length ===
          0 &&
        'is public without a firewall',
    ),
  },
  {
    id: '39-health',
    alsoKnownAs: 'CKV_AWS_261',
    title: 'balancers ask targets for their health',
    check: every<{ healthCheck?: { path?: string } }>(
      'aws:lb/targetGroup:TargetGroup',
      ({ healthCheck }) => !healthCheck?.path && 'has no health check',
    ),
  },
  {
    id: '39-zones',
    alsoKnownAs: 'ELB.13',
    title: 'balancers are in two zones or more',
    check: every<{ subnets?: string[] }>(
      balancer,
      ({ subnets }) => (subnets?.length ?? 0) < 2 && 'is in one zone',
    ),
  },
];
