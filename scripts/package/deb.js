// The tree of the Debian package from a built project, and the .deb from the tree.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { basename, dirname, join, relative } = require('node:path');
const { gzipSync } = require('node:zlib');
const { copyClosure, licences } = require('./closure');
const { run } = require('./run');
const { renderedManPages } = require('./write_man_pages');

const LIB = 'usr/lib/fleetspec';
const DOC = 'usr/share/doc/fleetspec';
const FOLDERS = ['dist', 'features', 'examples', 'docs'];
const FILES = ['README.md', 'CHANGELOG.md'];

class Tree {
  constructor(folder) {
    this.folder = folder;
  }

  path(name) {
    const path = join(this.folder, name);
    fs.mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  write(name, content, mode = 0o644) {
    fs.writeFileSync(this.path(name), content);
    fs.chmodSync(join(this.folder, name), mode);
  }

  /** Compressed, and the same for the same content. */
  writeGzip(name, text) {
    this.write(name, gzipSync(text, { level: 9 }));
  }

  copy(from, name, filter = () => true) {
    fs.cpSync(from, this.path(name), { recursive: true, filter });
  }

  link(name, target) {
    fs.symlinkSync(relative(dirname(join(this.folder, name)), join(this.folder, target)), this.path(name));
  }

  /** Files, sorted, relative to the tree. */
  files(below = '') {
    return fs
      .readdirSync(join(this.folder, below), { withFileTypes: true })
      .flatMap(entry =>
        entry.isDirectory()
          ? this.files(join(below, entry.name))
          : entry.isFile()
            ? [join(below, entry.name)]
            : [],
      )
      .sort();
  }
}

/** `project` is built; `tree` is written. */
function fillTree(tree, { project, modules, manifest, edition }) {
  // Compiled code is of one Node.js: it is made where it is installed. Man pages go to where man looks.
  const notShipped = path => path.endsWith('.cache') || path === join(project, 'dist/man');
  for (const folder of FOLDERS)
    tree.copy(join(project, folder), join(LIB, folder), path => !notShipped(path));
  for (const file of FILES) tree.copy(join(project, file), join(LIB, file));
  tree.write(join(LIB, 'package.json'), `${JSON.stringify(shippedManifest(manifest), undefined, 2)}\n`);
  for (const script of ['compile.js', 'warm.js'])
    tree.copy(join(project, 'scripts', script), join(LIB, 'scripts', script));
  copyClosure(modules, join(tree.folder, LIB));
  usePackagedNode(tree);
  linkPrograms(tree);
  writeSystemFiles(tree, project);
  writeManPages(tree, project, modules, edition);
  writeCompletion(tree, project);
  writeDocs(tree, modules, edition);
  modesOf(tree.folder);
}

function shippedManifest({ name, version, description, license, type, engines, exports }) {
  return { name, version, description, license, type, engines, exports };
}

const programsOf = tree => tree.files(join(LIB, 'dist/bin')).concat(tree.files(join(LIB, 'dist/plugins')));

// The Node.js of the dependency, whatever the PATH of a cron job says.
function usePackagedNode(tree) {
  for (const file of programsOf(tree)) {
    const text = fs.readFileSync(join(tree.folder, file), 'utf8');
    tree.write(file, text.replace(/^#!.*/, '#!/usr/bin/node'), 0o755);
  }
}

function linkPrograms(tree) {
  for (const file of programsOf(tree)) {
    const name = basename(file, '.js');
    if (file.includes('/dist/bin/')) tree.link(join('usr/bin', name), file);
    if (file.includes('/plugins/nagios/')) tree.link(join('usr/lib/nagios/plugins', name), file);
  }
  // `require('fleetspec/nagios')` of Debian's Node.js.
  tree.link('usr/share/nodejs/fleetspec', LIB);
}

function writeSystemFiles(tree, project) {
  const from = join(project, 'packaging/debian');
  tree.copy(
    join(project, 'examples/systemd/fleetspecd.service'),
    'usr/lib/systemd/system/fleetspecd.service',
  );
  tree.copy(join(project, 'examples/logrotate/fleetspecd'), 'etc/logrotate.d/fleetspec');
  // Not a conffile: what `fleetspec init` writes there is no reason to ask at every upgrade.
  tree.copy(join(from, 'fleetspec.yaml'), 'usr/share/fleetspec/fleetspec.yaml');
  tree.copy(join(from, 'fleetspecd.default'), 'etc/default/fleetspecd');
}

function writeManPages(tree, project, modules, edition) {
  const pages = renderedManPages(project, modules, edition);
  for (const [name, text] of Object.entries(pages))
    tree.writeGzip(`usr/share/man/man${name.at(-1)}/${name}.gz`, text);
}

function writeCompletion(tree, project) {
  const places = {
    bash: 'usr/share/bash-completion/completions/fleetspec',
    zsh: 'usr/share/zsh/vendor-completions/_fleetspec',
    fish: 'usr/share/fish/vendor_completions.d/fleetspec.fish',
  };
  for (const [shell, place] of Object.entries(places))
    tree.write(place, run(process.execPath, [join(project, 'dist/bin/fleetspec.js'), 'completion', shell]));
}

function writeDocs(tree, modules, { version, maintainer, stamp }) {
  tree.link(join(DOC, 'docs'), join(LIB, 'docs'));
  tree.link(join(DOC, 'examples'), join(LIB, 'examples'));
  tree.link(join(DOC, 'CHANGELOG.md'), join(LIB, 'CHANGELOG.md'));
  tree.writeGzip(
    join(DOC, 'changelog.gz'),
    `fleetspec (${version}) unstable; urgency=medium\n\n  * Built from version ${version}; see CHANGELOG.md for what is new in it.\n\n -- ${maintainer}  ${stamp}\n`,
  );
  tree.write(join(DOC, 'copyright'), copyright(licences(modules)));
}

const indented = text =>
  text
    .split('\n')
    .map(line => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
    .join('\n');

function copyright(packages) {
  const apache = ' On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.';
  const others = packages.map(({ name, version, license, author, text }) => {
    const [holder] = /^.*copyright.*\d{4}.*$/im.exec(text ?? '') ?? [];
    const words =
      license === 'Apache-2.0' ? apache : indented(text ?? `${license}, as its package.json says.`);
    return `Files: usr/lib/fleetspec/node_modules/${name}/* usr/lib/fleetspec/dist/*\nComment: ${name} ${version}, as far as it is in this package\nCopyright: ${(holder ?? author ?? `the authors of ${name}`).trim()}\nLicense: ${license.replaceAll(' ', '-')}-${name.replace(/\W+/g, '-').replace(/^-/, '')}\n${words}\n`;
  });
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: fleetspec\n',
    `Files: *\nCopyright: the authors of fleetspec\nLicense: Apache-2.0\n${apache}\n`,
    ...others,
  ].join('\n');
}

// As umask and our own checkout would have it, they differ from machine to machine.
function modesOf(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) modesOf(path);
    const program = entry.isFile() && fs.readFileSync(path).subarray(0, 2).toString() === '#!';
    fs.chmodSync(path, entry.isDirectory() || program ? 0o755 : 0o644);
  }
  fs.chmodSync(folder, 0o755);
}

/** Kilobytes as dpkg counts them. */
const sizeOf = tree =>
  tree.files().reduce((sum, file) => sum + Math.ceil(fs.statSync(join(tree.folder, file)).size / 1024), 0);

function writeControl(tree, { project, manifest, edition }) {
  const from = join(project, 'packaging/debian');
  const files = tree.files();
  const fill = {
    VERSION: manifest.version,
    MAINTAINER: edition.maintainer,
    SIZE: String(sizeOf(tree)),
    NODE: manifest.engines.node.replace(/^>=\s*/, ''),
  };
  const control = fs.readFileSync(join(from, 'control'), 'utf8').replace(/@(\w+)@/g, (_, key) => fill[key]);
  tree.write('DEBIAN/control', control);
  tree.write(
    'DEBIAN/conffiles',
    `${files
      .filter(file => file.startsWith('etc/'))
      .map(file => `/${file}`)
      .join('\n')}\n`,
  );
  const sums = files
    .filter(file => !file.startsWith('etc/'))
    .map(
      file =>
        `${createHash('md5')
          .update(fs.readFileSync(join(tree.folder, file)))
          .digest('hex')}  ${file}`,
    );
  tree.write('DEBIAN/md5sums', `${sums.join('\n')}\n`);
  tree.copy(join(from, 'triggers'), 'DEBIAN/triggers');
  for (const script of ['postinst', 'prerm', 'postrm'])
    tree.write(join('DEBIAN', script), fs.readFileSync(join(from, script)), 0o755);
}

/** Writes OUT/fleetspec_VERSION_all.deb and returns its path. */
function makeDeb(options) {
  const { work, out, manifest, edition } = options;
  fs.rmSync(work, { recursive: true, force: true });
  const tree = new Tree(work);
  fillTree(tree, options);
  writeControl(tree, options);
  fs.mkdirSync(out, { recursive: true });
  const deb = join(out, `fleetspec_${manifest.version}_all.deb`);
  run('dpkg-deb', ['--root-owner-group', `-Z${options.compression}`, '--build', work, deb], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(edition.epoch) },
  });
  fs.rmSync(work, { recursive: true, force: true });
  return deb;
}

module.exports = { makeDeb };
