// The part of FHIR R4 that messages are made of, in the order of the XML: `name*` repeats, `name?` is a choice
// of types, `@` an element of its own. Held against the interfaces of @types/fhir in the tests.
export const table: Readonly<Record<string, string>> = {
  Element: 'extension*:Extension',
  BackboneElement: 'modifierExtension*:Extension',
  Resource: 'id:id meta:Meta implicitRules:uri language:code',
  DomainResource: 'text:Narrative contained*:Resource extension*:Extension modifierExtension*:Extension',

  Bundle: 'identifier:Identifier type:code timestamp:instant total:unsignedInt link*:@ entry*:@ signature:Signature',
  'Bundle.link': 'relation:string url:uri',
  'Bundle.entry': 'link*:Bundle.link fullUrl:uri resource:Resource search:@ request:@ response:@',
  'Bundle.entry.search': 'mode:code score:decimal',
  'Bundle.entry.request': 'method:code url:uri ifNoneMatch:string ifModifiedSince:instant ifMatch:string ifNoneExist:string',
  'Bundle.entry.response': 'status:string location:uri etag:string lastModified:instant outcome:Resource',
  MessageHeader:
    'event?:Coding|uri destination*:@ sender:Reference enterer:Reference author:Reference source:@ responsible:Reference reason:CodeableConcept response:@ focus*:Reference definition:canonical',
  'MessageHeader.destination': 'name:string target:Reference endpoint:url receiver:Reference',
  'MessageHeader.source': 'name:string software:string version:string contact:ContactPoint endpoint:url',
  'MessageHeader.response': 'identifier:id code:code details:Reference',
  Patient:
    'identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint gender:code birthDate:date deceased?:boolean|dateTime address*:Address maritalStatus:CodeableConcept multipleBirth?:boolean|integer photo*:Attachment contact*:@ communication*:@ generalPractitioner*:Reference managingOrganization:Reference link*:@',
  'Patient.contact':
    'relationship*:CodeableConcept name:HumanName telecom*:ContactPoint address:Address gender:code organization:Reference period:Period',
  'Patient.communication': 'language:CodeableConcept preferred:boolean',
  'Patient.link': 'other:Reference type:code',
  Communication:
    'identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri basedOn*:Reference partOf*:Reference inResponseTo*:Reference status:code statusReason:CodeableConcept category*:CodeableConcept priority:code medium*:CodeableConcept subject:Reference topic:CodeableConcept about*:Reference encounter:Reference sent:dateTime received:dateTime recipient*:Reference sender:Reference reasonCode*:CodeableConcept reasonReference*:Reference payload*:@ note*:Annotation',
  'Communication.payload': 'content?:string|Attachment|Reference',
  Encounter:
    'identifier*:Identifier status:code statusHistory*:@ class:Coding classHistory*:@ type*:CodeableConcept serviceType:CodeableConcept priority:CodeableConcept subject:Reference episodeOfCare*:Reference basedOn*:Reference participant*:@ appointment*:Reference period:Period length:Duration reasonCode*:CodeableConcept reasonReference*:Reference diagnosis*:@ account*:Reference hospitalization:@ location*:@ serviceProvider:Reference partOf:Reference',
  'Encounter.statusHistory': 'status:code period:Period',
  'Encounter.classHistory': 'class:Coding period:Period',
  'Encounter.participant': 'type*:CodeableConcept period:Period individual:Reference',
  'Encounter.diagnosis': 'condition:Reference use:CodeableConcept rank:positiveInt',
  'Encounter.hospitalization':
    'preAdmissionIdentifier:Identifier origin:Reference admitSource:CodeableConcept reAdmission:CodeableConcept dietPreference*:CodeableConcept specialCourtesy*:CodeableConcept specialArrangement*:CodeableConcept destination:Reference dischargeDisposition:CodeableConcept',
  'Encounter.location': 'location:Reference status:code physicalType:CodeableConcept period:Period',
  CareTeam:
    'identifier*:Identifier status:code category*:CodeableConcept name:string subject:Reference encounter:Reference period:Period participant*:@ reasonCode*:CodeableConcept reasonReference*:Reference managingOrganization*:Reference telecom*:ContactPoint note*:Annotation',
  'CareTeam.participant': 'role*:CodeableConcept member:Reference onBehalfOf:Reference period:Period',
  PractitionerRole:
    'identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference code*:CodeableConcept specialty*:CodeableConcept location*:Reference healthcareService*:Reference telecom*:ContactPoint availableTime*:@ notAvailable*:@ availabilityExceptions:string endpoint*:Reference',
  'PractitionerRole.availableTime': 'daysOfWeek*:code allDay:boolean availableStartTime:time availableEndTime:time',
  'PractitionerRole.notAvailable': 'description:string during:Period',
  Practitioner:
    'identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint address*:Address gender:code birthDate:date photo*:Attachment qualification*:@ communication*:CodeableConcept',
  'Practitioner.qualification': 'identifier*:Identifier code:CodeableConcept period:Period issuer:Reference',
  Organization:
    'identifier*:Identifier active:boolean type*:CodeableConcept name:string alias*:string telecom*:ContactPoint address*:Address partOf:Reference contact*:@ endpoint*:Reference',
  'Organization.contact': 'purpose:CodeableConcept name:HumanName telecom*:ContactPoint address:Address',
  Provenance:
    'target*:Reference occurred?:Period|dateTime recorded:instant policy*:uri location:Reference reason*:CodeableConcept activity:CodeableConcept agent*:@ entity*:@ signature*:Signature',
  'Provenance.agent': 'type:CodeableConcept role*:CodeableConcept who:Reference onBehalfOf:Reference',
  'Provenance.entity': 'role:code what:Reference agent*:Provenance.agent',
  OperationOutcome: 'issue*:@',
  'OperationOutcome.issue': 'severity:code code:code details:CodeableConcept diagnostics:string location*:string expression*:string',

  Address:
    'use:code type:code text:string line*:string city:string district:string state:string postalCode:string country:string period:Period',
  Annotation: 'author?:Reference|string time:dateTime text:markdown',
  Attachment: 'contentType:code language:code data:base64Binary url:url size:unsignedInt hash:base64Binary title:string creation:dateTime',
  CodeableConcept: 'coding*:Coding text:string',
  Coding: 'system:uri version:string code:code display:string userSelected:boolean',
  ContactPoint: 'system:code value:string use:code rank:positiveInt period:Period',
  Duration: 'value:decimal comparator:code unit:string system:uri code:code',
  Extension:
    'value?:base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|Duration|HumanName|Identifier|Meta|Money|Period|Quantity|Range|Ratio|Reference|Signature',
  HumanName: 'use:code text:string family:string given*:string prefix*:string suffix*:string period:Period',
  Identifier: 'use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference',
  Meta: 'versionId:id lastUpdated:instant source:uri profile*:canonical security*:Coding tag*:Coding',
  Money: 'value:decimal currency:code',
  Narrative: 'status:code div:xhtml',
  Period: 'start:dateTime end:dateTime',
  Quantity: 'value:decimal comparator:code unit:string system:uri code:code',
  Range: 'low:Quantity high:Quantity',
  Ratio: 'numerator:Quantity denominator:Quantity',
  Reference: 'reference:string type:uri identifier:Identifier display:string',
  Signature: 'type*:Coding when:instant who:Reference onBehalfOf:Reference targetFormat:code sigFormat:code data:base64Binary',
};
