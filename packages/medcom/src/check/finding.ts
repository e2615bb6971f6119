/** As whom a message is judged: who has received it, or who is about to send it. */
export type Role = 'receiver' | 'sender';

/**
 * How a rule weighs. `profile` is an error for both. `text` breaks what the standard says and no profile: a warning on
 * what has been received, for a message that helps a child must not be lost to a fault in its bookkeeping. `sender` is
 * asked only of what is about to be sent.
 */
export type Level = 'profile' | 'text' | 'sender';

export interface Rule {
  readonly id: string;
  readonly level: Level;
  /** What is wrong, in Danish; without content of any message. */
  readonly da: string;
  /** Where the rule is from. */
  readonly source: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** As FHIRPath: `Bundle.entry[2].resource.payload[0]`. */
  readonly location: string;
}

export type Report = (rule: string, location: string) => void;

/** Turns what the rules report into findings; a rule that nobody has declared is a fault of ours. */
export function collector(rules: ReadonlyMap<string, Rule>, role: Role): { readonly findings: Finding[]; readonly report: Report } {
  const findings: Finding[] = [];
  const report: Report = (id, location) => {
    const rule = rules.get(id);
    if (!rule) throw new Error(`No such rule: ${id}`);
    if (rule.level === 'sender' && role === 'receiver') return;
    const severity = rule.level === 'text' && role === 'receiver' ? 'warning' : 'error';
    findings.push({ rule: id, severity, message: rule.da, location });
  };
  return { findings, report };
}
