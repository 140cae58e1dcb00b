// On every page: the styles, and the choice between light and dark.
import "./site.css";
import { themeButton } from "./theme.js";

document.querySelector("header.site")?.append(themeButton());
