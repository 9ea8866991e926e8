"""What simulated people write in their own words: a small pool for each question."""

GAPS = (
    "I nod when people talk about prompts and hope that nobody asks me.",
    "I have somebody else read the dashboards to me before every board meeting.",
    "I do not understand why our newest colleagues leave after two years.",
    "My posts sound like press releases, and I can see that nobody reads them.",
    "I still send attachments around and lose track of the versions.",
    "I cannot tell what younger customers see when they look at our shop.",
    "In mixed meetings I do most of the talking, and I do not know how to stop.",
    "I sign off tools that I have never opened myself.",
)
HOPES = (
    "To try things before I decide on them.",
    "To have one person whom I can ask anything.",
    "A view of how decisions are made here.",
    "To practise explaining what I do to somebody who does not share my words.",
    "To get to know a part of the company that I never meet.",
    "Honest feedback on where I want to go next.",
    "To change one habit, and to keep it.",
)
FAVOURS = (
    "An introduction to two people in my network.",
    "Feedback on an application or a talk.",
    "A seat in one of our planning meetings.",
    "Help with the next step, whatever it turns out to be.",
    "A look behind the scenes of a budget round.",
)
WISHES_BACK = (
    "A second pair of eyes on my first talk.",
    "To sit in on one steering committee.",
    "Advice on moving to another department.",
    "To hear how you came to your first leading role.",
)
AIMS = (
    "Set everything up and try it once",
    "Work on a real task of this week",
    "Show each other how we did it",
    "Look at what worked and what did not",
    "Bring a question from the team",
    "Decide what stays when we have finished",
)
LEARNED = (
    "A shortcut that saves me ten minutes every day.",
    "Why a short message is not meant to be rude.",
    "How to check a figure before I repeat it.",
    "How a decision travels before it reaches us.",
    "That I explain better when I let the other person try first.",
    "What people outside our department believe that we do.",
    "How to ask a question without the answer in it.",
)
THANKS = (
    "Thank you for your patience, and for letting me make the mistakes myself.",
    "I look at my own work differently because of our talks. Thank you.",
    "Thank you for the time, and for being so direct.",
    "I have passed on to my team what you showed me. They say thanks, too.",
)
GOODBYES = (
    "It was good to meet you, and I wish you a better match.",
    "Thank you for the time you took.",
    "I learned something from you even so. Thank you.",
)
CONCERNS = (
    "Our talks have turned into questions about my manager, and I would rather not answer them.",
    "My meetings keep being moved into my evenings, and I do not dare to say no.",
    "Something said in confidence came back to me from another side.",
)
WORDS = (
    "Keep it going, and keep the easy way out.",
    "The cards before the meetings were better than any training.",
    "An hour a month is little; we often took longer.",
    "I would have liked to hear from other pairs.",
    "Next time with more time in working hours, please.",
    "I did not expect to learn this much myself.",
)
