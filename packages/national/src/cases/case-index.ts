import { type Cpr, isReplacement } from '@paa-tvaers/contract';
import { type Case, type CaseIndex, NotSearchable, type SourceAnswer, type SourceCall, SourceUnavailable } from '../types.ts';
import type { SourceSettings } from '../wire/settings.ts';
import { type Send, Source } from '../wire/source.ts';
import { sendSoap } from '../wire/soap.ts';
import type { XmlNode } from '../wire/xml.ts';
import { caseKey, readCase, readPage } from './answer.ts';
import { requestHeader, searchByPrimaryParty } from './request.ts';
import { fremsoeg } from './terms.ts';

/** SagDokumentIndeksService 6 (SF1470). */
export interface CaseIndexSettings extends SourceSettings {
  /** Cases asked for in one request; 100. */
  readonly pageSize?: number;
  /** Requests that one question may take, 10; where there is more, the answer is `partial`. */
  readonly maxPages?: number;
}

/** @throws TypeError where a setting cannot be used */
export function createCaseIndex(settings: CaseIndexSettings): CaseIndex {
  const source = new Source('cases', settings);
  const size = settings.pageSize ?? 100;
  const maxPages = settings.maxPages ?? 10;

  async function findCases(cpr: Cpr, call: SourceCall): Promise<SourceAnswer<readonly Case[]>> {
    // The index takes ten digits in its URN for a person, and nothing else.
    if (isReplacement(cpr)) throw new NotSearchable('cases: replacement number');
    const { images, total } = await source.ask(call, (send) => allPages(send, cpr));
    const now = source.now();
    const read = images.map((image) => readCase(image, cpr, now.getTime()));
    const cases = read.filter((one) => typeof one === 'object');
    return { state: images.length >= total && !read.includes('malformed') ? 'ok' : 'partial', value: cases, asOf: now };
  }

  /** All pages, each case once; `total` is what the index says that there are, infinite where pages were left. */
  async function allPages(send: Send, cpr: Cpr): Promise<{ images: readonly XmlNode[]; total: number }> {
    const images = new Map<string, XmlNode>();
    let total = 0;
    let from = 0;
    for (let page = 0; page < maxPages; page++) {
      const answer = await sendSoap(source, send, {
        action: fremsoeg,
        header: requestHeader(),
        body: searchByPrimaryParty(cpr, { from, size }),
      });
      if (answer.kind === 'fault') throw new SourceUnavailable('cases', 'fault', answer.code);
      const { total: stated, cases } = readPage(answer.body);
      for (const image of cases) images.set(caseKey(image) ?? `${images.size}`, image);
      from += cases.length;
      total = Math.max(total, stated ?? 0);
      // The index may give fewer a page than asked for: only its own count, an empty page or, without a count, a short one ends it.
      if (cases.length === 0 || (stated === undefined ? cases.length < size : from >= total))
        return { images: [...images.values()], total };
    }
    return { images: [...images.values()], total: Number.POSITIVE_INFINITY };
  }

  return { findCases, close: () => source.close() };
}
