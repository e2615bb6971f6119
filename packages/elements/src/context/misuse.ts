import type { SessionState } from './session.ts';

type Misuse = NonNullable<SessionState['misuse']>;

const remedies: Record<Misuse, (name: string | null) => string> = {
  'no-get-token': () => 'Set the property getToken: a function that fetches a token from your backend.',
  'no-api-url': () => 'Set the attribute api-url: the address of the gateway.',
  'no-purpose': () => 'Set the property purpose: treatment, casework or counselling.',
  'unknown-locale': () => 'Set the attribute locale to da or en, or leave it out.',
  'no-context': (name) =>
    `${name ? `Put a <pt-context name="${name}"> on the page` : 'Put it inside a <pt-context>'}, or set its property session.`,
};

/** Says on the host's console how to mend a wrong use. A module of its own, loaded where there is one. */
export function complain(element: Element, misuse: Misuse): void {
  console.error(`<${element.localName}>: ${misuse}. ${remedies[misuse](element.getAttribute('context'))}`);
}
