import { testAccount } from '../testing';
import { logsKeyArn, type Made, made } from './example';

/** Every route as `table: destination -> target`, with names instead of ids. */
function routes(made: Made): string[] {
  const names = new Map(made.resources.map(({ id, name }) => [id, name]));
  return made.of('Route').map(({ inputs }) => {
    const target = inputs.gatewayId ?? inputs.natGatewayId ?? inputs.vpcEndpointId;
    return `${names.get(inputs.routeTableId)}: ${inputs.destinationCidrBlock} -> ${names.get(target) ?? target}`;
  });
}

describe('a network with egress nat', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made({ mode: 'nat' });
  });

  test('sends each zone out through its own NAT gateway', () => {
    expect(routes(network)).toEqual([
      'example-node-eu-west-1a: 0.0.0.0/0 -> example-eu-west-1a',
      'example-node-eu-west-1b: 0.0.0.0/0 -> example-eu-west-1b',
      'example-node-eu-west-1c: 0.0.0.0/0 -> example-eu-west-1c',
      'example-public-eu-west-1a: 0.0.0.0/0 -> example-internet',
      'example-public-eu-west-1b: 0.0.0.0/0 -> example-internet',
      'example-public-eu-west-1c: 0.0.0.0/0 -> example-internet',
    ]);
    expect(network.result.natIds).toHaveLength(3);
    expect(network.of('Subnet').every(({ inputs }) => inputs.mapPublicIpOnLaunch === false)).toBe(true);
  });

  test('needs no interface endpoints', () => {
    expect(network.of('VpcEndpoint').map(({ name }) => name)).toEqual(['example-s3']);
    expect(network.result.endpointSecurityGroupId).toBeUndefined();
  });
});

describe('a network with egress firewall', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made({ mode: 'firewall', domains: ['registry.example.com', '.example.org'] });
  });

  test('leads out and back through the firewall of the same zone', () => {
    const endpoints = network.of('Route').filter(({ inputs }) => inputs.vpcEndpointId !== undefined);
    const byZone = (zone: string) => endpoints.filter(({ name }) => name.endsWith(zone)).map(({ inputs }) => inputs);

    expect(
      routes(network)
        .map((route) => route.replace(/vpce-\w+/, 'firewall'))
        .sort(),
    ).toEqual(
      ['a', 'b', 'c']
        .flatMap((letter) => [`example-firewall-eu-west-1${letter}: 0.0.0.0/0 -> example-eu-west-1${letter}`])
        .concat(['a', 'b', 'c'].map((letter) => `example-node-eu-west-1${letter}: 0.0.0.0/0 -> firewall`))
        .concat(['a', 'b', 'c'].map((letter) => `example-public-eu-west-1${letter}: 0.0.0.0/0 -> example-internet`))
        .concat([
          'example-public-eu-west-1a: 10.40.0.0/19 -> firewall',
          'example-public-eu-west-1b: 10.40.32.0/19 -> firewall',
          'example-public-eu-west-1c: 10.40.64.0/19 -> firewall',
        ])
        .sort(),
    );
    for (const zone of testAccount.zones) {
      const [out, back] = byZone(zone);
      expect(out?.vpcEndpointId).toMatch(/^vpce-[0-9a-f]{17}$/);
      expect(back?.vpcEndpointId).toBe(out?.vpcEndpointId);
    }
    expect(new Set(endpoints.map(({ inputs }) => inputs.vpcEndpointId)).size).toBe(3);
  });

  test('lets listed domains out by name and drops the rest', () => {
    expect(network.one('RuleGroup').inputs).toMatchObject({
      type: 'STATEFUL',
      ruleGroup: {
        ruleVariables: {
          ipSets: [{ key: 'HOME_NET', ipSet: { definitions: ['10.40.0.0/19', '10.40.32.0/19', '10.40.64.0/19'] } }],
        },
        rulesSource: {
          rulesSourceList: {
            generatedRulesType: 'ALLOWLIST',
            targetTypes: ['TLS_SNI', 'HTTP_HOST'],
            targets: ['registry.example.com', '.example.org'],
          },
        },
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
      },
    });
    expect(network.one('FirewallPolicy').inputs.firewallPolicy).toMatchObject({
      statelessDefaultActions: ['aws:forward_to_sfe'],
      statefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
      statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'DROP' },
    });
  });

  test('logs what it drops to an encrypted group', () => {
    expect(network.one('LogGroup', 'example-firewall').inputs).toMatchObject({
      name: '/palisade/example/firewall',
      kmsKeyId: logsKeyArn,
      retentionInDays: 365,
    });
    expect(network.one('LoggingConfiguration').inputs.loggingConfiguration.logDestinationConfigs).toEqual([
      {
        logType: 'ALERT',
        logDestinationType: 'CloudWatchLogs',
        logDestination: { logGroup: '/palisade/example/firewall' },
      },
      {
        logType: 'FLOW',
        logDestinationType: 'CloudWatchLogs',
        logDestination: { logGroup: '/palisade/example/firewall' },
      },
    ]);
  });

  test('is neither deleted nor taken out of a zone by one call', () => {
    expect(network.one('Firewall').inputs).toMatchObject({ deleteProtection: true, subnetChangeProtection: true });
  });

  test('keeps the endpoints, so that AWS need not be on the list', () => {
    expect(network.of('VpcEndpoint')).toHaveLength(10);
  });
});
