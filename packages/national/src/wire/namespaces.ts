/** SOAP 1.1. */
export const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
export const addressing = 'http://www.w3.org/2005/08/addressing';
/** STIL's own header block, the system that asks (UdbydersystemId). */
export const stil = 'https://brugerdatabasen.stil.dk/bpi/common/3';
export const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
