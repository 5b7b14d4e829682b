'use strict';
// Runs before every script, so it is written for whatever Node a person has: no modern syntax, no imports.
// Node 24 comes with the install: locked optional packages put its binary into node_modules/.bin, which npm scripts
// find first. A plain old `node` gets here only when those packages were left out or the platform has none.
var REQUIRED_MAJOR = 24;

function explainOldNode(version, platform, architecture) {
  if (parseInt(version, 10) >= REQUIRED_MAJOR) return null;
  return [
    'Lodestar ABM needs Node ' +
      REQUIRED_MAJOR +
      ' or newer; this is Node ' +
      version +
      ' on ' +
      platform +
      '-' +
      architecture +
      '.',
    'The install normally brings Node ' +
      REQUIRED_MAJOR +
      ' along, as an optional package, and npm scripts use it by themselves. Do one of these:',
    '  - run the command through npm ("npm start", "npm test", "npm run -s abm -- ..."), not through node directly;',
    '  - install again with the optional packages: npm ci --include=optional',
    '  - or put Node ' +
      REQUIRED_MAJOR +
      ' first in PATH (needed on platforms other than linux-x64, linux-arm64, darwin-arm64, win-x64).',
  ].join('\n');
}

if (require.main === module) {
  var explanation = explainOldNode(process.versions.node, process.platform, process.arch);
  if (explanation !== null) {
    console.error(explanation);
    process.exit(1);
  }
}

module.exports = { explainOldNode: explainOldNode };
