import { render } from 'preact'
import { z } from 'zod'
import { App } from './app.tsx'
import { connect } from './store/connection.ts'
import './styles/tokens.css'
import './styles/base.css'

z.config({ jitless: true }) // the content security policy forbids code made at run time

connect()
render(<App />, document.querySelector('#app')!)
