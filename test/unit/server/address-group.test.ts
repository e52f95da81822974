/** One network of IPv6 is one address where tries and requests are counted. */
import { expect, test } from 'vitest';
import { addressGroup } from '../../../server/plugins/address-group.ts';
import { testApp } from './test-app.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['2001:0db8:0:0:ffff::', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['not an address', 'not an address'],
])('%s counts as %s', (ip, group) => expect(addressGroup(ip)).toBe(group));

test('passwords are not guessed from one address after the other of a network', async () => {
  await using app = await testApp({ PARLEY_CONSOLE_USERS: 'anna:operator:decides-this-one' });
  const login = (n: number, password: string) =>
    app.inject({
      method: 'POST',
      url: '/api/console/login',
      remoteAddress: `2001:db8:1:2::${n.toString(16)}`,
      payload: { name: 'anna', password },
    });
  for (let n = 1; n <= 10; n += 1) expect((await login(n, `guess number ${n}`)).statusCode).toBe(401);
  expect((await login(11, 'decides-this-one')).statusCode).toBe(429);
});
