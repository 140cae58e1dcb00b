// The styles of the pictures; the page needs no script.
import "./views.css";
