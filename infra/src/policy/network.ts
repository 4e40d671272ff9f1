import { every, everyHas, violation, type Rule } from './rule.ts';

const ingress = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule';
const egress = 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule';
const group = 'aws:ec2/securityGroup:SecurityGroup';
const vpc = 'aws:ec2/vpc:Vpc';

type GroupRule = {
  description?: string;
  cidrIpv4?: string;
  cidrIpv6?: string;
  fromPort?: number;
  toPort?: number;
};
const isOpen = ({ cidrIpv4, cidrIpv6 }: GroupRule) => cidrIpv4 === '0.0.0.0/0' || cidrIpv6 === '::/0';

export const networkRules: Rule[] = [
  {
    id: '50-description',
    alsoKnownAs: 'CKV_AWS_23',
    title: 'security groups and their rules say what for',
    check: (stack) =>
      [group, ingress, egress].flatMap((type) =>
        every<{ description?: string }>(
          type,
          ({ description }) => !description && 'does not say what for',
        )(stack),
      ),
  },
  {
    id: '50-ingress',
    alsoKnownAs: 'CKV_AWS_24/25/260/277, EC23, EC27',
    title: 'nobody comes in from everywhere, except by HTTPS',
    check: (stack) => [
      ...every<GroupRule>(
        ingress,
        (rule) => isOpen(rule) && !(rule.fromPort === 443 && rule.toPort === 443) && 'is open to everybody',
      )(stack),
      ...every<{ ingress?: unknown[] }>(
        group,
        (made) => !!made.ingress?.length && 'has rules inside, unseen here',
      )(stack),
    ],
  },
  {
    id: '50-egress',
    alsoKnownAs: 'CKV_AWS_382',
    title: 'nobody goes out to everywhere',
    check: every<GroupRule>(egress, (rule) => isOpen(rule) && 'reaches everywhere'),
  },
  {
    id: '51-flow-logs',
    alsoKnownAs: 'CKV2_AWS_11, VPC7',
    title: 'networks log their flows',
    check: everyHas(vpc, 'aws:ec2/flowLog:FlowLog', 'vpcId', () => true, 'has no flow log'),
  },
  {
    id: '51-default-group',
    alsoKnownAs: 'CKV2_AWS_12',
    title: 'the default security group lets nothing through',
    check: everyHas<{ ingress?: unknown[]; egress?: unknown[] }>(
      vpc,
      'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
      'vpcId',
      (closed) => closed.ingress?.length === 0 && closed.egress?.length === 0,
      'has an open default security group',
    ),
  },
  {
    id: '51-public-addresses',
    alsoKnownAs: 'CKV_AWS_130',
    title: 'subnets give no public address by themselves',
    check: every<{ mapPublicIpOnLaunch?: boolean }>(
      'aws:ec2/subnet:Subnet',
      ({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch !== false && 'gives public addresses',
    ),
  },
  {
    id: '51-registry-endpoint',
    alsoKnownAs: 'EC2.55',
    title: 'images are pulled through an endpoint',
    check: (stack) =>
      stack
        .all(vpc)
        .flatMap((resource) =>
          violation(
            resource,
            !stack
              .all('aws:ec2/vpcEndpoint:VpcEndpoint')
              .some(({ inputs }) => String(inputs.serviceName).endsWith('.ecr.dkr')) &&
              'has no endpoint for ECR',
          ),
        ),
  },
];
