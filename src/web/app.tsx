import { Link, Redirect, Route, Switch, useLocation } from 'wouter-preact'
import './app.css'
import { ArchiveView } from './archive/archive-view.tsx'
import { CullView } from './cull/cull-view.tsx'
import { ShootView } from './cull/shoot-view.tsx'
import { ExportView } from './export/export-view.tsx'
import { KeyboardHelp } from './parts/keyboard-help.tsx'
import { Notices } from './parts/notices.tsx'
import { PersonPicker } from './parts/person-picker.tsx'
import { ScanProgress } from './parts/scan-progress.tsx'
import { useKeys } from './parts/use-keys.ts'
import { useTitle } from './parts/use-title.ts'
import { LibraryView } from './library/library-view.tsx'
import { PhotoView } from './photo/photo-view.tsx'
import { Refused } from './parts/refused.tsx'
import { ENOUGH } from './rate/first-steps.tsx'
import { RateView } from './rate/rate-view.tsx'
import { Settings } from './settings/settings.tsx'
import { connection, state } from './store/connection.ts'
import { person } from './store/person.ts'
import { TasteView } from './taste/taste-view.tsx'

const views = [
  { path: '/rate', name: 'Rate', key: 'r' },
  { path: '/library', name: 'Library', key: 'l' },
  { path: '/cull', name: 'Cull', key: 'g' },
  { path: '/archive', name: 'Archive', key: 'a' },
  { path: '/taste', name: 'Taste', key: 't' },
  { path: '/export', name: 'Export', key: 'e' },
] as const

/** The bar, the view that the address names, and what is told below it. */
export function App() {
  const [location, go] = useLocation()
  useKeys(Object.fromEntries(views.map(({ path, key }) => [key, () => go(path)])), { ifFree: true })
  if (connection.value === 'refused') return <Refused />
  return (
    <div class="app">
      <header class="bar">
        <span class="brand">palate</span>
        <nav aria-label="Views">
          {views.map(({ path, name, key }) => (
            <Link key={path} href={path} aria-current={currentOf(path, location)} aria-keyshortcuts={key}>
              {name}
            </Link>
          ))}
        </nav>
        <div class="end">
          <PersonPicker />
          <KeyboardHelp />
          <Settings />
        </div>
      </header>
      <ScanProgress />
      <main id="main">
        <Switch>
          <Route path="/rate" component={RateView} />
          <Route path="/library" component={LibraryView} />
          <Route path="/photo/:id" component={PhotoView} />
          <Route path="/cull" component={CullView} />
          <Route path="/cull/:key" component={ShootView} />
          <Route path="/archive" component={ArchiveView} />
          <Route path="/taste" component={TasteView} />
          <Route path="/export" component={ExportView} />
          <Route>
            <Start />
          </Route>
        </Switch>
      </main>
      <Notices />
    </div>
  )
}

/** A photo is looked at in the library: its place in the bar is marked, though it is another page. */
function currentOf(path: string, location: string): 'page' | 'true' | undefined {
  if (location.startsWith(path)) return 'page'
  return path === '/library' && location.startsWith('/photo/') ? 'true' : undefined
}

/** Who has rated too little for an order goes on rating. */
function Start() {
  useTitle(null)
  if (state.value === null) return null
  const said = state.value.people.find(({ name }) => name === person.value)?.said ?? 0
  return <Redirect to={said < ENOUGH ? '/rate' : '/library'} replace />
}
