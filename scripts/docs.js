// `npm run docs`: writes docs/reference/ from the code. test/unit/docs_reference.test.ts fails when that was forgotten.
require('ts-node/register');
require('./docs/write_pages.ts')
  .writePages()
  .catch(error => {
    console.error(`docs: ${error.message}`);
    process.exit(1);
  });
