/** The package's own version, told to the gateway; a test holds it to package.json. */
export const version = '0.1.0';
