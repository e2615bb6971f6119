import { type Envelope, SoapFault } from '../soap/envelope.ts';
import { child, children, type XmlElement } from '../xml/read.ts';
import { checkShape, type Particle, type Shape, ShapeBroken } from '../xml/shape.ts';
import { namespaceOf, type Service, services } from './names.ts';

const part = (service: Service, name: string, shape: Shape, least = 1): Particle => ({
  namespace: namespaceOf(service),
  name,
  least,
  most: 1,
  shape,
});
const token: Shape = { text: /^\s*\S+\s*$/ };
const boolean: Shape = { text: /^\s*(true|false|1|0)\s*$/ };
const eksport = (name: string, shape: Shape, least = 1) => part('wsieksport', name, shape, least);

// What stands inside the filters of class levels and of numbers was not seen: any text, or elements with text.
const shapes: Readonly<Record<Service, Shape>> = {
  wsiidentifikation: { children: [part('wsiidentifikation', 'cpr', token)] },
  wsibruger: { children: [part('wsibruger', 'brugerid', token)] },
  wsiinst: { children: [part('wsiinst', 'instnr', token)] },
  wsieksport: {
    children: [
      eksport('instnr', token),
      eksport(
        'filtre',
        {
          children: [
            eksport(
              'aktoertypeFilter',
              {
                children: [
                  eksport('inkluderElever', boolean),
                  eksport('inkluderMedarbejdere', boolean),
                  eksport('inkluderEksterne', boolean),
                  eksport('inkluderKontaktpersoner', boolean),
                ],
              },
              0,
            ),
            eksport('klassetrinFilter', { any: true }, 0),
            eksport('cprFilter', { any: true }, 0),
          ],
        },
        0,
      ),
    ],
  },
};

/** The operation, held to its schema. @throws SoapFault */
export function readOperation({ operation }: Envelope, service: Service): XmlElement {
  if (operation.namespace !== namespaceOf(service) || operation.name !== services[service].operation)
    throw new SoapFault('soap:Client', 'Cannot find dispatch method for the element in the body.');
  try {
    checkShape(operation, shapes[service]);
  } catch (error) {
    if (error instanceof ShapeBroken) throw new SoapFault('soap:Client', `Validation error: ${error.message}`);
    throw error;
  }
  return operation;
}

/** The text of the one parameter. */
export const parameter = (operation: XmlElement) => operation.children[0]?.text.trim() as string;

export interface Filters {
  readonly pupils: boolean;
  readonly contacts: boolean;
  /** `undefined`: all. */
  readonly levels: ReadonlySet<string> | undefined;
  readonly numbers: ReadonlySet<string> | undefined;
}

export function readFilters(operation: XmlElement): Filters {
  const own = namespaceOf('wsieksport');
  const filters = child(operation, own, 'filtre');
  const actors = child(filters, own, 'aktoertypeFilter');
  const includes = (name: string) => !actors || /^(true|1)$/.test(child(actors, own, name)?.text.trim() ?? '');
  const values = (name: string) => {
    const filter = children(filters, own, name)[0];
    return filter && new Set([filter, ...filter.children].flatMap(({ text }) => text.split(/\s+/)).filter(Boolean));
  };
  return {
    pupils: includes('inkluderElever'),
    contacts: includes('inkluderKontaktpersoner'),
    levels: values('klassetrinFilter'),
    numbers: values('cprFilter'),
  };
}
