// A concept's page: its styles, and its chart where it has one.
import "./concept.css";
import { drawCharts } from "../chart/chart.js";

drawCharts();
