// Which edition a package is of: version, time and maintainer, from package.json, Debian's variables and the last commit.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { run } = require('./run');

/** Of the project in `root`. `epoch` is in seconds, `date` YYYY-MM-DD, `stamp` as Debian's changelogs write it. */
function editionOf(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const {
    SOURCE_DATE_EPOCH,
    DEBFULLNAME = 'fleetspec maintainers',
    DEBEMAIL = 'fleetspec@example.net',
  } = process.env;
  const epoch = Number(SOURCE_DATE_EPOCH || lastCommit(root) || Math.floor(Date.now() / 1000));
  const time = new Date(epoch * 1000);
  return {
    version,
    epoch,
    date: time.toISOString().slice(0, 10),
    stamp: time.toUTCString().replace('GMT', '+0000'),
    maintainer: `${DEBFULLNAME} <${DEBEMAIL}>`,
  };
}

function lastCommit(root) {
  try {
    return run('git', ['log', '-1', '--format=%ct'], { cwd: root }).trim();
  } catch {
    return undefined;
  }
}

module.exports = { editionOf };
