// What a command line may name as a feature.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { requireFeatureFiles } from '../../../lib/runner/feature_files';

describe('feature files', () => {
  it('are files or folders: from a pipe that nobody writes to, the program would never come back', () => {
    expect(() => requireFeatureFiles(['/dev/null'], '/')).to.throw(
      '/dev/null is neither a file nor a folder',
    );
    expect(() => requireFeatureFiles([__filename, `${__filename}:3`, __dirname], '/')).not.to.throw();
    expect(() => requireFeatureFiles([`${__filename}x`], '/')).to.throw('did you mean');
  });
});
