// What editors, frameworks' types and the documentation know of the tags: dist/custom-elements.json.
export default {
  globs: ['src/**/*.ts'],
  exclude: ['src/**/*.test.ts', 'src/**/testing/**'],
  outdir: 'dist',
  litelement: true,
  quiet: true,
  plugins: [registeredTags(), publicOnly(), builtPaths()],
};

/** The analyzer knows `customElements.define`; a tag may go through `register` too. */
function registeredTags() {
  return {
    name: 'registered-tags',
    analyzePhase({ ts, node, moduleDoc }) {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'register') return;
      const [tag, element] = node.arguments;
      const definition = { kind: 'custom-element-definition', name: tag.text, declaration: { name: element.getText() } };
      moduleDoc.exports = [...(moduleDoc.exports ?? []), definition];
    },
  };
}

/** Leaves out what is nobody's but ours: private members, and every module that neither is nor defines an element or event. */
function publicOnly() {
  // What has neither type nor description is an assignment to something else that the analyzer took for a field.
  const open = ({ name, privacy, kind, type, description }) =>
    (privacy ?? 'public') === 'public' && !/^[#_]/.test(name) && (kind !== 'field' || type || description);
  return {
    name: 'public-only',
    packageLinkPhase({ customElementsManifest }) {
      const parts = (module) => [...(module.declarations ?? []), ...(module.exports ?? [])];
      const kept = (part) => part.customElement || part.kind === 'custom-element-definition' || part.superclass?.name === 'Event';
      customElementsManifest.modules = customElementsManifest.modules.filter((module) => parts(module).some(kept));
      for (const module of customElementsManifest.modules) {
        for (const declaration of module.declarations ?? []) {
          if (declaration.members) declaration.members = declaration.members.filter(open);
          // The analyzer also takes what a dispatched event is made from; only the documented ones have a name of ours.
          if (declaration.events) declaration.events = declaration.events.filter(({ name }) => name?.startsWith('pt-'));
          if (declaration.superclass?.name === 'Event') delete declaration.superclass.module;
        }
      }
    },
  };
}

/** The sources are not published: `src/contacts/contacts.ts` is `dist/contacts/contacts.js`. */
function builtPaths() {
  const built = (path) => path.replace(/^(\/?)src\/(.*)\.ts$/, '$1dist/$2.js');
  const rewrite = (value) => {
    if (typeof value === 'string') return built(value);
    if (Array.isArray(value)) return value.map(rewrite);
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]));
    return value;
  };
  return {
    name: 'built-paths',
    packageLinkPhase({ customElementsManifest }) {
      customElementsManifest.modules = rewrite(customElementsManifest.modules);
    },
  };
}
