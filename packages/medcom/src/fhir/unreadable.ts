/** Why bytes could not be read as a message. */
export type UnreadableReason =
  | 'too-large'
  | 'too-deep'
  | 'not-utf-8'
  | 'not-json'
  | 'not-xml'
  | 'has-doctype'
  | 'forbidden-name'
  | 'not-fhir'
  | 'not-a-message'
  | 'not-an-envelope';

const words: Readonly<Record<UnreadableReason, string>> = {
  'too-large': 'Filen er større end 100 MB.',
  'too-deep': 'Elementerne er indlejret for dybt.',
  'not-utf-8': 'Filen er ikke i tegnsættet UTF-8.',
  'not-json': 'Filen er ikke gyldig JSON.',
  'not-xml': 'Filen er ikke gyldig XML.',
  'has-doctype': 'Filen har en DOCTYPE, som ikke er tilladt.',
  'forbidden-name': 'Filen har et elementnavn, som ikke er tilladt.',
  'not-fhir': 'Filen er ikke en FHIR-ressource.',
  'not-a-message': 'Ressourcen er ikke en korrespondancemeddelelse eller en kvittering.',
  'not-an-envelope': 'Filen er ikke en VANSEnvelope.',
};

/** What was sent could not be read. Carries a reason and its Danish words, and nothing of what was sent, nor the parser's own error. */
export class MessageUnreadable extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(words[reason]);
    this.name = 'MessageUnreadable';
    this.reason = reason;
  }
}
