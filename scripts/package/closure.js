// What the bundles need of node_modules: packages that are read at run time, because bundles cannot hold them.
const { cpSync, existsSync, readdirSync, readFileSync, rmdirSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

// Report formats that read files beside themselves or are loaded by name, and the compiler of steps written in TypeScript.
const LOADED = ['@cucumber/html-formatter', '@cucumber/junit-xml-formatter', 'ts-node', 'typescript'];

// Of TypeScript only the compiler: not the language server, its types and translations.
const ONLY = {
  typescript: /^(package\.json|LICENSE\.txt|ThirdPartyNoticeText\.txt|lib(\/typescript\.js)?)$/,
};
// What is for whoever develops them. Licences are in the copyright file of the package.
const NEEDLESS = [
  /\.(d\.[cm]?ts|map|tsbuildinfo|scss|flow|md|markdown|ya?ml|spec\.js)$/,
  /(^|\/)(\.[^/]+|tests?|esm|LICEN[CS]E[^/]*|[\w.-]*\.config\.[jt]s|biome\.json|tsconfig\.[\w.]+\.json)$/i,
  /^src(\/|$)/,
];

const manifestOf = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Folder of a package as Node finds it from another folder; undefined when it is not installed. */
function findPackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Folders below node_modules of these packages and all they depend on, each once, sorted. Throws when one is missing. */
function closure(root, names = LOADED) {
  const found = new Set();
  const add = (name, from, needed) => {
    const folder = findPackage(name, from);
    if (!folder && needed) throw new Error(`${name} is not installed; run npm install`);
    if (!folder || found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf(folder);
    for (const other of Object.keys(dependencies)) add(other, folder, true);
    for (const other of Object.keys(peerDependencies))
      if (!peerDependenciesMeta[other]?.optional && !other.startsWith('@types/')) add(other, folder, false);
  };
  for (const name of names) add(name, root, true);
  return [...found].sort();
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Copies the closure to `to`/node_modules. */
function copyClosure(root, to) {
  const folders = closure(root);
  for (const folder of folders) {
    const { name } = manifestOf(folder);
    cpSync(folder, join(to, relative(root, folder)), {
      recursive: true,
      filter: path => {
        const inside = relative(folder, path);
        if (inside === '') return true;
        if (inside.split('/')[0] === 'node_modules') return false;
        return !NEEDLESS.some(pattern => pattern.test(inside)) && (ONLY[name]?.test(inside) ?? true);
      },
    });
  }
  removeEmptyFolders(join(to, 'node_modules'));
}

/** What each production package is called and whose it is, for the copyright file: those in bundles, too. */
function licences(root) {
  const { dependencies } = manifestOf(root);
  return closure(root, [...new Set([...Object.keys(dependencies), ...LOADED])]).map(folder => {
    const { name, version, license = 'unknown', author } = manifestOf(folder);
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    const text = file && readFileSync(join(folder, file), 'utf8').trim();
    return { name, version, license, author: typeof author === 'string' ? author : author?.name, text };
  });
}

module.exports = { closure, copyClosure, licences };
