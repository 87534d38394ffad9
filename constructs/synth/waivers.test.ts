import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App } from './app';
import { nodeNetwork, pod, stage } from './testing/stage';

const { appWith, file, told } = stage();

function waiver(rule: string, select: string, expires = '2027-01-31'): string {
  return `- rule: ${rule}\n  select: ${select}\n  reason: It is reviewed.\n  owner: platform\n  expires: ${expires}\n`;
}

describe('waivers', () => {
  test('let pass what they select, and nothing else', () => {
    const given = file('waivers.yaml', waiver('no-host-network', '{ namespace: shop, name: agent }'));
    const { app } = appWith((chart) => pod(chart, 'agent', nodeNetwork), { waivers: given });
    app.synth();
    expect(told()).toBe('');
    const other = appWith((chart) => pod(chart, 'web', nodeNetwork), { waivers: given });
    expect(() => other.app.synth()).toThrow('shop/web (Pod shop/web): The pod shares the node’s network.');
  });

  test('that waive nothing are told', () => {
    const given = file(
      'waivers.yaml',
      waiver('no-host-network', '{ namespace: shop }') + waiver('no-host-pid', '{ namespace: shop }'),
    );
    const { app } = appWith((chart) => pod(chart, 'agent', nodeNetwork), { waivers: given });
    app.synth();
    expect(told()).toBe(
      `palisade: ${given}:6: nothing that this waiver of no-host-pid selects breaks the rule: delete it\n`,
    );
  });

  test('of resources that other gates see are not told', () => {
    const given = file(
      'waivers.yaml',
      waiver('eks-zonal-shift', '{ urn: "urn:pulumi:p::s::aws:eks/cluster:Cluster::*" }'),
    );
    appWith((chart) => pod(chart, 'web'), { waivers: given }).app.synth();
    expect(told()).toBe('');
  });

  test('may be of the rules of the cluster', () => {
    const given = file('waivers.yaml', waiver('allowed-registries', '{ image: registry.example.com/shop/* }'));
    const { app } = appWith((chart) => pod(chart, 'web'), {
      waivers: given,
      cluster: { allowedRegistries: ['other.example.com'] },
    });
    app.synth();
    expect(told()).toBe('');
  });

  test.each<[string, string, string]>([
    ['expired', waiver('no-host-network', '{ namespace: shop }', '2020-01-31'), ':5: expired on 2020-01-31'],
    ['of no rule', waiver('no-such-rule', '{ namespace: shop }'), ':1: there is no rule no-such-rule'],
    ['for everything', waiver('no-host-network', '{ kind: Pod }'), ':2: is too wide'],
    ['no YAML', '- rule: [', ':1: Flow sequence'],
  ])('that are %s stop the app at once', (_, text, problem) => {
    const given = file('waivers.yaml', text);
    expect(() => new App({ waivers: given })).toThrow(problem);
    expect(() => new App({ waivers: given })).toThrow(given);
  });

  test('cannot be granted by an annotation', () => {
    const { app } = appWith((chart) => {
      pod(chart, 'agent', nodeNetwork).metadata.addAnnotation('palisade.dev/waive', 'no-host-network');
    });
    expect(() => app.synth()).toThrow('[no-host-network, high]');
  });

  test('that are not there stop the app, and the message says where they were looked for', () => {
    expect(() => new App({ waivers: 'no/such.yaml' })).toThrow(
      new Error(
        `waivers: ${resolve('no/such.yaml')} cannot be read (ENOENT). Write the path of the file, from where the program is started, or leave waivers out where nothing is waived.`,
      ),
    );
  });
});
