import { render } from 'preact'
import { z } from 'zod'
import './styles/tokens.css'
import './styles/base.css' // first: the views' own rules go over it
import { App } from './app.tsx'
import { connect } from './store/connection.ts'

z.config({ jitless: true }) // the content security policy forbids code made at run time

connect()
render(<App />, document.querySelector('#app')!)
