// node --import ./typescript/register.js run-main.ts ARGUMENTS: the command line from source, as bin/palate.js runs it built.
import { main } from '../../src/cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
