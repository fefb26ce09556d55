#!/usr/bin/env node
import { main } from '../dist/cli/main.js'

// `palate rank .. | head` closes our output early: that is no failure.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await main(process.argv.slice(2))
