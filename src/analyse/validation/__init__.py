"""Validation by volunteers: what people are asked, what they answer, and what it is worth.

- `material`: what an analysis offers to ask about; `nearness`: which themes are far enough apart;
- `cards`, `examples`: the questions of a campaign, its practice and its controls;
- `plan`: what a campaign costs and what fits the people there;
- `draw`: which cards a person gets next, blind ones first;
- `results`, `statistics`: what the votes say of each theme, and how far people agree;
- `coding`: independent coding, which does not start from the machine's themes;
- `paper`: the form of last resort; `service`: all of it over the store.
"""
