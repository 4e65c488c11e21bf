import { render } from 'preact';
import { demoClient } from '../api/client.js';
import { browserAddress } from './browser-address.js';
import { App } from './components/app.js';
import { createSession } from './state/session.js';
import './styles/colours.css';
import './styles/elements.css';
import './styles/page.css';
import './styles/sides.css';
import './styles/charts.css';
import { applyTheme, storedTheme } from './theme.js';

applyTheme(storedTheme());
const session = createSession(demoClient(new URL('.', location.href)), browserAddress);
const place = document.querySelector('#page');
if (place !== null) render(<App session={session} />, place);
void session.start();
