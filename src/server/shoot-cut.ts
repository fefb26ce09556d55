import { readShootSettings, shootSettingsPath, writeShootSettings } from '../archive/index.ts'
import type { AppContext } from './app-context.ts'
import type { ShootCut } from './messages/index.ts'

/** What shoots are cut by, here and by `palate shoots`. @throws {FormatError} where the file of it is damaged. */
export async function shootCutOf({ home }: Pick<AppContext, 'home'>): Promise<ShootCut> {
  const { gapHours, folders } = await readShootSettings(shootSettingsPath(home))
  return { gapHours, folders }
}

/** Cuts all shoots anew, and remembers by what. Clocks stay as they were set. What was said of frames stays with them. */
export async function cutShoots(
  app: Pick<AppContext, 'home' | 'libraries' | 'stream' | 'state'>,
  cut: ShootCut,
): Promise<ShootCut> {
  const path = shootSettingsPath(app.home)
  await writeShootSettings({ ...(await readShootSettings(path)), ...cut }, path)
  app.stream.send('library', { photos: await app.libraries.reload() })
  app.state.touch()
  return cut
}
