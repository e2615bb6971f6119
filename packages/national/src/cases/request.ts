import { randomUUID } from 'node:crypto';
import type { Cpr } from '@paa-tvaers/contract';
import { type Markup, xml } from '../wire/xml.ts';
import { cprUrn, namespaces, roles, types } from './terms.ts';

/**
 * What is asked for; never journal notes. `sagspart` brings names and numbers of relatives too, read no
 * further than to prove that a case is this child's: nothing says whether a search joins role and number,
 * or matches relations that ended.
 */
const shown = ['egenskaber', 'fremdrift', 'sagsklasse', 'sagsaktoer', 'sagspart', 'sikkerhedsprofil'];

export function requestHeader(): Markup {
  return xml`<rh:RequestHeader xmlns:rh="${namespaces.rh}"><rh:TransactionUUID>${randomUUID()}</rh:TransactionUUID></rh:RequestHeader>`;
}

/** `FremsoegSagDokumentIndeksInput`: cases, open and closed, whose primary party has the number. */
export function searchByPrimaryParty(cpr: Cpr, page: { readonly from: number; readonly size: number }): Markup {
  const { sdi, sag, sd, gd } = namespaces;
  return xml`<sdi:FremsoegSagDokumentIndeksInput xmlns:sdi="${sdi}" xmlns:sag="${sag}" xmlns:sd="${sd}" xmlns:gd="${gd}">
<sdi:SoegUdtryk><sdi:operation>AND</sdi:operation><sdi:SoegSag>
<sd:FoersteResultatReference>${page.from}</sd:FoersteResultatReference>
<sd:MaksimalAntalKvantitet>${page.size}</sd:MaksimalAntalKvantitet>
<sag:AttributListe/><sag:TilstandListe/>
<sag:RelationListe><sag:Sagspart>
<gd:Rolle><sd:UUIDIdentifikator>${roles.primaryParty}</sd:UUIDIdentifikator></gd:Rolle>
<gd:Type><sd:UUIDIdentifikator>${types.person}</sd:UUIDIdentifikator></gd:Type>
<gd:ReferenceID><sd:URNIdentifikator>${cprUrn}${cpr}</sd:URNIdentifikator></gd:ReferenceID>
</sag:Sagspart></sag:RelationListe>
</sdi:SoegSag></sdi:SoegUdtryk>
<sdi:Filter>${shown.map((part) => xml`<sdi:SagVis><sdi:Vis>${part}</sdi:Vis></sdi:SagVis>`)}</sdi:Filter>
</sdi:FremsoegSagDokumentIndeksInput>`;
}
