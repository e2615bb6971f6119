import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

// The official schemas stand beside the project, not in it.
const folder = fileURLToPath(new URL('../../../../../shared/specs/sf1470/xsd/', import.meta.url));

/** For `test(…, { skip })`. */
export const withoutSchemas = existsSync(folder) ? false : 'the official schemas of SF1470 are not beside the project (../shared/specs)';

/** Reads an XSD with what it imports; tests only, for it lets the parser read files. */
export function validator(file: string): (xml: string) => void {
  xmlRegisterFsInputProviders();
  const url = folder + file;
  using document = XmlDocument.fromBuffer(readFileSync(url), { url });
  const schema = XsdValidator.fromDoc(document);
  return (xml) => {
    using read = XmlDocument.fromString(xml);
    schema.validate(read);
  };
}
