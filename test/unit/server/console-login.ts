/** A console session for tests, as headers. */
export async function loggedIn(
  app: {
    inject(request: { method: 'POST'; url: string; payload: object }): Promise<{
      statusCode: number;
      body: string;
      cookies: { name: string; value: string }[];
    }>;
  },
  name: string,
  password: string,
): Promise<{ cookie: string }> {
  const reply = await app.inject({ method: 'POST', url: '/api/console/login', payload: { name, password } });
  if (reply.statusCode !== 200) throw new Error(`${name} could not log in: ${reply.body}`);
  return { cookie: reply.cookies.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join('; ') };
}

export const CONSOLE_USERS =
  'vera:viewer:look-at-everything,anna:operator:decides-this-one,ben:operator:decides-that-one,ada:admin:changes-it-all';
