/**
 * The backend of a host: who is signed in, which children they work with, and a signed token for the
 * elements. In a real host the session and the children are its own, and it signs with its own
 * registered key; here the identity stand-in signs.
 *
 * @param {object} host
 * @param {string} host.id names the cookie, since the ports of one machine share their cookies
 * @param {string} host.apiUrl the gateway's origin
 * @param {string} host.startUrl the start page
 * @param {readonly { id: string }[]} host.employees who works here; `mailbox`: where their unit's messages are, `host` in this system
 * @param {readonly { name: string, birthDate: string, cpr: string }[]} host.children
 * @param {(employee: { id: string }) => string} host.purpose what this employee looks for
 * @param {(employee: { id: string }) => Promise<string>} host.sign
 * @returns {Record<string, import('./site.mjs').Route>}
 */
export function hostBackend({ id, apiUrl, startUrl, employees, children, purpose, sign }) {
  const cookie = `ovelse-${id}`;
  const forSignedIn =
    (act) =>
    ({ cookies }) => {
      const employee = employees.find((one) => one.id === cookies.get(cookie));
      return employee ? act(employee) : { status: 401, body: { startUrl } };
    };

  return {
    'GET /sign-in/': ({ last }) =>
      employees.some((one) => one.id === last)
        ? { status: 303, headers: { 'Set-Cookie': `${cookie}=${last}; Path=/; HttpOnly; SameSite=Strict`, Location: '/' } }
        : { status: 404 },
    'GET /host/session': forSignedIn((employee) => ({ body: { employee, apiUrl, startUrl, purpose: purpose(employee) } })),
    // The numbers travel in a body and stay in the page's memory; no URL, storage or attribute holds one.
    'GET /host/children': forSignedIn(() => ({ body: { children } })),
    'POST /host/token': forSignedIn(async (employee) => ({ body: { token: await sign(employee) } })),
  };
}
