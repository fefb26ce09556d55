import type { Command } from 'commander'
import { openCatalog } from '../../catalog/index.ts'
import { print } from '../output.ts'

interface BackupFlags {
  readonly catalog?: string
  readonly json?: boolean
}

const RESTORING = `
Example:
  palate backup ~/Backups/palate.sqlite

To restore a backup, end palate, then put the file in the place of the catalog:
  cd "$PALATE_HOME"        the data folder, where catalog.sqlite lies; this command prints it
  mkdir before && mv catalog.sqlite* before/
  cp ~/Backups/palate.sqlite catalog.sqlite
Files catalog.sqlite-wal and catalog.sqlite-shm belong to the old catalog and must not stay beside the new one.`

export function addBackup(program: Command): void {
  program
    .command('backup')
    .summary('copy the catalog, with all ratings, into one file')
    .description(
      'Copies ratings, tastes, photos and descriptors into one file, as they are at one moment, while palate may be in use. The copy is checked before it takes the place of an earlier backup.',
    )
    .argument('<file>', 'the backup; an earlier one is written over')
    .option('--catalog <file>', 'the catalog; default: catalog.sqlite in the data folder')
    .option('--json', 'print one JSON document')
    .addHelpText('after', RESTORING)
    .action(async (file: string, flags: BackupFlags) => {
      const catalog = await openCatalog(flags.catalog)
      try {
        const events = (await catalog.people()).reduce((sum, person) => sum + person.events, 0)
        const { path, bytes } = await catalog.backUp(file)
        print({
          json: flags.json === true,
          document: { catalog: catalog.path, backup: path, bytes, events },
          text: `${catalog.path}: backed up to ${path}, ${(bytes / 1e6).toFixed(1)} MB with ${events} ratings`,
        })
      } finally {
        await catalog.close()
      }
    })
}
