"""Many records decided at once, column by column: the same verdicts and the same bytes as record by record.

``plan`` lays the rules out, ``block`` the facts of some hundred records, ``deciding`` holds the one against the other, ``caps`` and ``lines`` write down what is raised. docs/performance.md says
why, and what each step costs.
"""
