/** A mailbox (postkasse) on the VANS network: the GLN of a unit. */
export interface Endpoint {
  readonly id: string;
  readonly type: 'EAN' | 'CVR' | 'VANS';
}

/** What an envelope says of the document that it carries. */
export interface DocumentInformation {
  /** UUID of the transfer's message; new when it is sent again. */
  readonly identifier: string;
  readonly format: string;
  /** `MCM:FDIS91#<category>`, `MCM:FCTL#<response>`. */
  readonly name: string;
  readonly version?: string;
  /** Bytes before base64 (unconfirmed: no text says which of the two is counted). */
  readonly size: number;
  readonly mime?: string;
}

export interface EnvelopeError {
  readonly code?: number;
  readonly description: string;
}

/** A VANSEnvelope: a message, or a receipt of the network itself (not to be taken for MedCom's acknowledgement). */
export interface Envelope {
  readonly id: string;
  readonly sender: Endpoint;
  readonly receiver: Endpoint;
  readonly sentAt: string;
  readonly content:
    | ({ readonly kind: 'message'; readonly data: Uint8Array } & DocumentInformation)
    | {
        readonly kind: 'receipt';
        readonly outcome: 'positive-message' | 'negative-message' | 'negative-vans';
        readonly original: string;
        readonly originalMessage?: DocumentInformation;
        readonly error?: EnvelopeError;
      };
}
