import { isWide } from './cidr';
import { given, known } from './given';
import { glob } from './glob';
import { grants, statements } from './iam';
import { aclAdmits, openings } from './network';
import { userData } from './user-data';

/** An object one of whose properties cannot be read yet. */
function unknownAt(key: string, rest: object = {}): object {
  const get = () => {
    throw new Error('not known yet');
  };
  return Object.defineProperty({ ...rest }, key, { get, enumerable: true });
}

describe('isWide', () => {
  test.each([
    ['0.0.0.0/0', true],
    ['0.0.0.0/1', true],
    ['128.0.0.0/1', true],
    ['10.0.0.0/7', true],
    ['10.0.0.0/8', false],
    ['203.0.113.7/32', false],
    ['::/0', true],
    ['2000::/3', true],
    ['2001:db8::/31', true],
    ['2001:db8::/32', false],
  ])('%s: %s', (block, wide) => {
    expect(isWide(block)).toBe(wide);
  });

  test.each(['', '0.0.0.0', '10.0.0.0/33', '10.0.0/8', 'world', '::/129', '10.0.0.0/08', undefined])(
    'refuses %s',
    (block) => {
      expect(() => isWide(block)).toThrow('is not a CIDR block');
    },
  );
});

describe('glob', () => {
  test.each([
    ['*', 'iam:PassRole', true],
    ['iam:*', 'iam:PassRole', true],
    ['IAM:passrole', 'iam:PassRole', true],
    ['iam:Pass????', 'iam:PassRole', true],
    ['*role', 'iam:PassRole', true],
    ['iam:*s*o*e', 'iam:PassRole', true],
    ['iam:Pass', 'iam:PassRole', false],
    ['iam:PassRole?', 'iam:PassRole', false],
    ['s3:*', 'iam:PassRole', false],
    ['', 'iam:PassRole', false],
    ['', '', true],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(glob(pattern, text)).toBe(matches);
  });

  test('takes no time to fail on a pattern made for backtracking', () => {
    const start = performance.now();
    expect(glob('*a'.repeat(50), 'a'.repeat(5000).concat('b'))).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('statements', () => {
  const only = (statement: object) => statements({ Statement: { Effect: 'Allow', ...statement } })[0];

  test('makes lists of what may be one or many, and reads JSON', () => {
    const text =
      '{"Statement":[{"Sid":"One","Effect":"Allow","Action":"s3:*","Resource":["a","b"],"Principal":{"AWS":"1"}}]}';
    expect(statements(text)).toEqual([
      {
        name: 'One',
        allows: true,
        actions: ['s3:*'],
        notActions: [],
        resources: ['a', 'b'],
        notResources: [],
        principals: [{ type: 'AWS', id: '1' }],
        notPrincipals: [],
        conditions: [],
        confined: false,
        public: false,
      },
    ]);
  });

  test('reads element names in any case, which IAM takes too', () => {
    expect(statements({ statement: [{ effect: 'Allow', principal: '*' }] })[0]?.public).toBe(true);
  });

  test.each([
    ['no condition', undefined, true],
    ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
    ['a key in other letters', { StringEquals: { 'AWS:PrincipalOrgId': 'o-1' } }, false],
    ['a source ARN of one account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } }, false],
    ['a source bucket, which has no account', { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::reports' } }, false],
    ['a source ARN of any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }, true],
    ['any source bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, true],
    ['one good value and one that fits all', { StringLike: { 'aws:PrincipalAccount': ['1', '*'] } }, true],
    ['a condition that holds without the key', { StringEqualsIfExists: { 'aws:SourceAccount': '1' } }, true],
    ['a condition on every value of none', { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/' } }, true],
    ['a negative condition', { StringNotEquals: { 'aws:PrincipalAccount': '1' } }, true],
    ['transport', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['no value at all', { StringEquals: { 'aws:PrincipalOrgID': [] } }, true],
  ])('everybody with %s: public is %3$s', (_, Condition, isPublic) => {
    expect(only({ Principal: { AWS: '*' }, ...(Condition && { Condition }) })?.public).toBe(isPublic);
  });

  test.each([
    ['no JSON', '{', 'it is not JSON'],
    ['no object', '1', 'not an object'],
    ['no statement', '{}', 'it has no Statement'],
    ['an unknown effect', '{"Statement":{"Effect":"allow"}}', 'the Effect of statement 1 is neither Allow nor Deny'],
    ['a null statement', '{"Statement":[null]}', 'not an object'],
  ])('refuses %s', (_, document, reason) => {
    expect(() => statements(document)).toThrow(reason);
  });

  test('an action is granted by not being excluded', () => {
    const [statement] = statements({ Statement: { Effect: 'Allow', NotAction: ['s3:*'] } });
    if (!statement) throw new Error('no statement');
    expect([grants(statement, 'iam:PassRole'), grants(statement, 's3:GetObject')]).toEqual([true, false]);
  });
});

describe('openings', () => {
  test('are of one shape, however they are spelt', () => {
    const port = { fromPort: 22, toPort: 22 };
    const expected = {
      direction: 'ingress',
      protocol: 'tcp',
      from: 22,
      to: 22,
      wide: ['0.0.0.0/0'],
      label: 'tcp 22 0.0.0.0/0',
    };
    const inline = { ingress: [{ ...port, protocol: 'tcp', cidrBlocks: ['10.0.0.0/8', '0.0.0.0/0'] }] };
    expect(openings('aws:ec2/securityGroup:SecurityGroup', inline)).toEqual([expected]);
    const rule = { ...port, ipProtocol: 'tcp', cidrIpv4: '0.0.0.0/0' };
    expect(openings('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', rule)).toEqual([expected]);
    const older = { ...port, type: 'ingress', protocol: 'tcp', cidrBlocks: ['0.0.0.0/0'] };
    expect(openings('aws:ec2/securityGroupRule:SecurityGroupRule', older)).toEqual([expected]);
  });
});

describe('aclAdmits', () => {
  const rule = (ruleNo: number, action: string, fromPort: number, toPort: number, cidrBlock = '0.0.0.0/0') => {
    return { ruleNo, action, protocol: 'tcp', fromPort, toPort, cidrBlock };
  };

  test.each([
    ['no rules', [], false],
    ['an allow', [rule(100, 'allow', 22, 22)], true],
    ['a range', [rule(100, 'allow', 20, 25)], true],
    ['a neighbouring range', [rule(100, 'allow', 23, 65535)], false],
    ['a deny before it, written after it', [rule(100, 'allow', 0, 65535), rule(90, 'deny', 22, 22)], false],
    ['a deny after it', [rule(100, 'allow', 0, 65535), rule(110, 'deny', 22, 22)], true],
    ['a deny of a part', [rule(90, 'deny', 22, 22, '10.0.0.0/8'), rule(100, 'allow', 22, 22)], true],
    ['an allow of a few', [rule(100, 'allow', 22, 22, '10.0.0.0/8')], false],
  ])('%s: %3$s', (_, ingress, admits) => {
    expect(aclAdmits({ ingress }, 22)).toBe(admits);
  });
});

describe('userData', () => {
  const encoded = Buffer.from('[settings.kernel]\nlockdown = "integrity"\n').toString('base64');

  test.each([
    ['nothing', undefined, false, {}],
    ['a script', '#!/bin/sh\necho settings\n', false, {}],
    ['a MIME document', 'MIME-Version: 1.0\nContent-Type: multipart/mixed\n', false, {}],
    ['settings', encoded, true, { kernel: { lockdown: 'integrity' } }],
    ['settings, not encoded', 'settings.motd = "hi"\n', true, { motd: 'hi' }],
  ])('%s', (_, given, bottlerocket, settings) => {
    expect(userData(given)).toMatchObject({ bottlerocket, settings });
  });

  test('refuses what looks like settings and is no TOML', () => {
    expect(() => userData('[settings.kernel]\nlockdown = \n')).toThrow('is not TOML');
  });
});

describe('given and known', () => {
  test.each([
    ['set', { a: { b: 'x' } }, true, 'x'],
    ['absent', { a: {} }, false, ''],
    ['absent above', {}, false, ''],
    ['empty', { a: { b: '' } }, false, ''],
    ['not known yet', { a: unknownAt('b') }, true, ''],
    ['not known yet above', unknownAt('a'), true, ''],
  ])('%s', (_, object, isGiven, value) => {
    expect([given(object, 'a.b'), known(object, 'a.b')]).toEqual([isGiven, value]);
  });

  test('an empty list is not given', () => {
    expect(given({ a: [] }, 'a')).toBe(false);
  });
});
