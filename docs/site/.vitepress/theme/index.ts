import DefaultTheme from 'vitepress/theme'
import './caravan.css'

export default DefaultTheme
